import { execFileSync } from "node:child_process"

import { ROOT } from "../demo/lib/paths"

/** The commit that is checked out, as short as the pages of results write it. */
export function headCommit(): string {
  const words = ["rev-parse", "--short=7", "HEAD"]
  return execFileSync("git", words, { cwd: ROOT, encoding: "utf8" }).trim()
}

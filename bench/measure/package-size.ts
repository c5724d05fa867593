import { execFile } from "node:child_process"
import { promisify } from "node:util"

import { ROOT } from "../../scripts/demo/lib/paths"
import type { Measured } from "./types"

const KILOBYTE = 1_000
const run = promisify(execFile)

/** The packed plugin, as a registry would get it. */
export async function measurePackage(): Promise<Measured> {
  await run("npm", ["run", "--silent", "build"], { cwd: ROOT, maxBuffer: 1 << 26 })
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    cwd: ROOT,
    maxBuffer: 1 << 26,
  })
  const [packed] = JSON.parse(stdout) as { size: number }[]
  if (!packed) {
    throw new Error("npm pack said nothing.")
  }
  const value = packed.size / KILOBYTE
  return { figure: { value, low: value, high: value } }
}

import { execFile } from "node:child_process"
import { promisify } from "node:util"

import { ROOT } from "../../scripts/demo/lib/paths"

/** What npm would send to a registry. */
export interface Packed {
  /** Bytes of the tarball. */
  size: number
  files: { path: string }[]
}

const AMPLE_BYTES = 1 << 26
const run = promisify(execFile)

/** Builds the plugin and lists what npm packs of it. */
export async function buildAndPack(): Promise<Packed> {
  const options = { cwd: ROOT, maxBuffer: AMPLE_BYTES }
  await run("npm", ["run", "--silent", "build"], options)
  const { stdout } = await run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], options)
  const [packed] = JSON.parse(stdout) as Packed[]
  if (!packed) {
    throw new Error("npm pack said nothing.")
  }
  return packed
}

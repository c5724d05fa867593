import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"

import { DemoError } from "./errors"
import { answers } from "./http"

interface Running {
  pid: number
  backend_url: string
}

/** What the folder says about an earlier demo. */
export type Earlier = "none" | "killed"

/**
 * Marks the folder as ours until the mark is removed. Two demos on one folder would write over
 * each other's books.
 */
export async function claimFolder(folder: string, backend_url: string): Promise<Earlier> {
  const file = markOf(folder)
  const earlier = existsSync(file) ? parseMark(readFileSync(file, "utf8")) : undefined
  if (earlier && earlier.pid !== process.pid && isAlive(earlier.pid)) {
    const isUp = await answers(`${earlier.backend_url}/health`)
    throw new DemoError(isUp ? runsMessage(earlier) : startsMessage(earlier, file))
  }
  mkdirSync(folder, { recursive: true })
  const mark: Running = { pid: process.pid, backend_url }
  writeFileSync(file, JSON.stringify(mark))
  return earlier === undefined ? "none" : "killed"
}

/** Says that the demo ended in order. */
export function releaseFolder(folder: string): void {
  rmSync(markOf(folder), { force: true })
}

/** Undefined for what is no mark, such as half of one: then nobody holds the folder. */
function parseMark(text: string): Running | undefined {
  try {
    const { pid, backend_url } = JSON.parse(text) as Partial<Running>
    return Number.isSafeInteger(pid) && Number(pid) > 0 && typeof backend_url === "string"
      ? { pid: Number(pid), backend_url }
      : undefined
  } catch {
    return undefined
  }
}

const runsMessage = ({ pid, backend_url }: Running): string =>
  `The demo runs already, on ${backend_url} (process ${pid}).\n` +
  `Use it, or stop it first: Ctrl-C where it runs, or kill ${pid}`

/** After a restart of the machine the number may be another program's, so the way out is named. */
const startsMessage = ({ pid, backend_url }: Running, file: string): string =>
  `The demo is starting or stopping already, for ${backend_url} (process ${pid}).\n` +
  `Wait for it, or stop it first: Ctrl-C where it runs, or kill ${pid}\n` +
  `If process ${pid} is no demo but another program, delete ${file}`

const markOf = (folder: string): string => path.join(folder, "running.json")

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

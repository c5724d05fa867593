import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

const STOP_TIMEOUT_MS = 10_000
const POLL_MS = 10

/** What a running server writes about itself into `postmaster.pid`. */
export interface Postmaster {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/** Whether a process with this id runs. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return !isZombie(pid)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"
  }
}

/**
 * The server that runs on this data folder, if one does. A file left behind by a machine that was
 * switched off is removed, because its process id may belong to a stranger by now.
 */
export const readPostmaster = (dataDir: string): Postmaster | undefined => {
  const file = path.join(dataDir, "postmaster.pid")
  if (!existsSync(file)) {
    return undefined
  }
  const lines = readFileSync(file, "utf8").split("\n")
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0) {
    return undefined
  }
  if (!isAlive(pid) || !worksIn(pid, dataDir)) {
    rmSync(file, { force: true })
    return undefined
  }
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" }
}

/** Stops a server: politely, then by force. Resolves when its process is gone. */
export const stopPostmaster = async (pid: number): Promise<void> => {
  // SIGINT rolls back what is open and writes a checkpoint; SIGQUIT leaves without one.
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    try {
      process.kill(pid, signal)
    } catch {
      return
    }
    for (const deadline = Date.now() + STOP_TIMEOUT_MS; Date.now() < deadline;) {
      if (!isAlive(pid)) {
        return
      }
      await sleep(POLL_MS)
    }
  }
  throw new Error(`The Postgres process ${pid} does not stop. End it by hand: kill -9 ${pid}`)
}

// In a container nobody may collect an orphan's exit code: it keeps its process id for ever.
const isZombie = (pid: number): boolean => {
  if (process.platform !== "linux") {
    return false
  }
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
  } catch {
    return false
  }
}

// Postgres changes into its data folder, which tells it from a stranger with a reused process id.
const worksIn = (pid: number, dataDir: string): boolean => {
  if (process.platform !== "linux") {
    return true
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir)
  } catch {
    return false
  }
}

import { spawn, type ChildProcess } from "node:child_process"
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { DemoError } from "./errors"
import { LOG_FOLDER } from "./paths"

/** A Node program that the demo runs beside itself. */
export interface Command {
  /** Names the log file and the messages. */
  name: string
  /** The script and its arguments. */
  args: string[]
  cwd: string
  env: NodeJS.ProcessEnv
  /** Where the log goes; the demo's folder when absent. */
  logFolder?: string | undefined
}

/** A program that runs until it is stopped. */
export interface Child {
  readonly name: string
  readonly pid: number | undefined
  readonly logFile: string
  readonly isRunning: boolean
  /** Resolves when it has ended, wanted or not. */
  readonly ended: Promise<number | null>
  /** Ends it: politely, then by force. */
  stop(): Promise<void>
}

const LEASH = path.join(__dirname, "..", "leash.cjs")
const STOP_TIMEOUT_MS = 12_000
const LOG_LINES_SHOWN = 30

/** Starts a program that writes to `<name>.log`. */
export function startChild(command: Command): Child {
  const logFolder = command.logFolder ?? LOG_FOLDER
  const logFile = path.join(logFolder, `${command.name}.log`)
  mkdirSync(logFolder, { recursive: true })
  const log = openSync(logFile, "w")
  const child = spawn(process.execPath, ["--require", LEASH, ...command.args], {
    cwd: command.cwd,
    env: command.env,
    // A process group of its own: Ctrl-C reaches only us, and we stop everything in order.
    detached: true,
    stdio: ["pipe", log, log],
  })
  closeSync(log)
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => resolve(code))
    child.once("error", () => resolve(null))
  })
  const isRunning = () => child.exitCode === null && child.signalCode === null
  return {
    name: command.name,
    pid: child.pid,
    logFile,
    ended,
    get isRunning() {
      return child.pid !== undefined && isRunning()
    },
    stop: async () => {
      for (const signal of ["SIGTERM", "SIGKILL"] as const) {
        if (child.pid === undefined || !isRunning()) {
          return
        }
        signalGroup(child, signal)
        await Promise.race([ended, sleep(STOP_TIMEOUT_MS, undefined, { ref: false })])
      }
    },
  }
}

/** Runs a program to its end. */
export async function runToEnd(
  command: Command,
  onStart: (child: Child) => void = () => undefined,
): Promise<void> {
  const child = startChild(command)
  onStart(child)
  const code = await child.ended
  if (code !== 0) {
    throw new DemoError(`${command.name} failed.\n${logTail(child.logFile)}`)
  }
}

/** The end of a log, with the place of the rest. */
export function logTail(logFile: string): string {
  const lines = existsSync(logFile) ? readFileSync(logFile, "utf8").trimEnd().split("\n") : []
  return [...lines.slice(-LOG_LINES_SHOWN), `(all of it: ${logFile})`].join("\n")
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    process.kill(-(child.pid ?? 0), signal)
  } catch {
    // It ended between our look and our signal, or the system knows no groups.
    child.kill(signal)
  }
}

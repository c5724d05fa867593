import { spawn, type ChildProcess } from "node:child_process"
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

import { waitFor } from "../../integration-tests/helpers/wait-for"
import { ROOT } from "../../scripts/demo/lib/paths"
import type { Failpoint, FailpointAction } from "../../src/modules/loyalty/utils/failpoint"
import type { Answer, Order, Usage } from "../app/orders"

const LEASH = path.join(ROOT, "scripts", "demo", "leash.cjs")
const PLANT = path.join(ROOT, "chaos", "app", "plant-defect.cjs")
const APP = path.join(ROOT, "chaos", "app", "medusa.ts")
const BOOT_LIMIT_MS = 240_000
const ANSWER_LIMIT_MS = 300_000
const LOG_TAIL_CHARACTERS = 3_000

export type Armed = Partial<Record<Failpoint, FailpointAction>>

/** How to start a Medusa of the harness. */
export interface MedusaStart {
  name: string
  folder: string
  env: NodeJS.ProcessEnv
  armed?: Armed
  /** The id of a planted defect (`chaos/defects`). */
  defect?: string
  /** How many connections to Postgres it may hold; Medusa's own number when absent. */
  pool?: number
}

/** A Medusa in a process of its own, which can be killed, frozen and told to run its jobs. */
export class MedusaProcess {
  private nextId = 1
  private readonly waiting = new Map<number, (answer: Answer) => void>()

  private constructor(
    private readonly child: ChildProcess,
    private readonly start: MedusaStart,
    readonly port: number,
  ) {
    child.on("message", (message: Answer) => {
      this.waiting.get(message.id)?.(message)
      this.waiting.delete(message.id)
    })
  }

  /** Starts it and waits until it listens. */
  static async boot(start: MedusaStart): Promise<MedusaProcess> {
    mkdirSync(start.folder, { recursive: true })
    writeFileSync(failpointFile(start), JSON.stringify(start.armed ?? {}))
    const log = openSync(logFile(start), "a")
    const preloads = [LEASH, PLANT, "ts-node/register"].flatMap((file) => ["--require", file])
    const child = spawn(process.execPath, ["--expose-gc", ...preloads, APP], {
      cwd: ROOT,
      env: {
        ...start.env,
        LOYALTY_FAILPOINTS: failpointFile(start),
        ...(start.defect === undefined ? {} : { CHAOS_DEFECT: start.defect }),
        ...(start.pool === undefined ? {} : { CHAOS_POOL: String(start.pool) }),
      },
      detached: true,
      stdio: ["pipe", log, log, "ipc"],
    })
    closeSync(log)
    const port = await new Promise<number>((resolve, reject) => {
      const fail = (reason: string) =>
        reject(new Error(`${start.name} ${reason}.\n${logTail(start)}`))
      const limit = setTimeout(() => {
        child.kill("SIGKILL")
        fail(`was not ready after ${BOOT_LIMIT_MS} ms`)
      }, BOOT_LIMIT_MS)
      child.once("exit", () => fail("ended before it was ready"))
      child.on("message", (message) => {
        if (typeof message === "number") {
          clearTimeout(limit)
          child.removeAllListeners("exit")
          resolve(message)
        }
      })
    })
    return new MedusaProcess(child, start, port)
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  get log(): string {
    return readFileSync(logFile(this.start), "utf8")
  }

  /** Changes which failpoints are armed from now on. */
  arm(armed: Armed): void {
    writeFileSync(failpointFile(this.start), JSON.stringify(armed))
  }

  /** Makes the process run one of its jobs to the end, or tell about itself. */
  async ask(order: Order): Promise<Usage | null> {
    const id = this.nextId++
    const cut = new AbortController()
    const answer = await new Promise<Answer>((resolve, reject) => {
      const over = (reason: string) => reject(new Error(`${this.start.name}: ${order} ${reason}`))
      const limit = setTimeout(() => over("took too long"), ANSWER_LIMIT_MS)
      const onExit = () => over("was cut short")
      this.child.once("exit", onExit)
      cut.signal.addEventListener("abort", () => {
        clearTimeout(limit)
        this.child.off("exit", onExit)
      })
      this.waiting.set(id, resolve)
      this.child.send({ id, order })
    }).finally(() => cut.abort())
    if (answer.error !== null) {
      throw new Error(`${this.start.name}: ${order}: ${answer.error}`)
    }
    return answer.usage
  }

  /** As `ask`, for an answer that is waited for later, if the scenario comes so far. */
  begin(order: Order): Promise<Usage | null> {
    const answer = this.ask(order)
    answer.catch(() => undefined)
    return answer
  }

  /** As `ask`, for a job that may kill the process: true when it lived through it. */
  async survives(order: Order): Promise<boolean> {
    try {
      await this.ask(order)
      return true
    } catch (error) {
      if (this.isRunning) {
        throw error
      }
      return false
    }
  }

  /** Resolves when the process is gone. */
  async gone(): Promise<void> {
    await waitFor(() => !this.isRunning, { timeout_ms: 30_000 })
  }

  /** Resolves when a failpoint has frozen the process. */
  async frozen(): Promise<void> {
    await waitFor(() => stateOf(this.child.pid) === "T", { timeout_ms: 30_000 })
  }

  freeze(): void {
    this.child.kill("SIGSTOP")
  }

  wake(): void {
    this.child.kill("SIGCONT")
  }

  /** SIGKILL: nothing is cleaned up. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL")
    await this.gone()
  }
}

// The third field of /proc/<pid>/stat; the name before it may contain anything but ends with ")".
function stateOf(pid: number | undefined): string | undefined {
  return /\) (\S)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1]
}

const failpointFile = ({ folder, name }: MedusaStart): string =>
  path.join(folder, `${name}-failpoints.json`)
const logFile = ({ folder, name }: MedusaStart): string => path.join(folder, `${name}.log`)
const logTail = (start: MedusaStart): string =>
  readFileSync(logFile(start), "utf8").slice(-LOG_TAIL_CHARACTERS)

import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"

import { runSql } from "./admin-connection"

const POLL_MS = 20
const FLUSH_MS = 20
/** Shorter than the rest that a cart gets before it is evaluated in the background. */
const SETTLED_MS = 200
const QUIET_MS = 150
/** Before a request: long enough for the log to be written. */
const WRITTEN_MS = 50
/**
 * Longer than the 300 ms of rest after which the plugin looks at a changed cart by itself, so that the
 * look that an earlier request brought about is over when the count begins.
 */
const LOOKED_MS = 600
const QUIET_LIMIT_MS = 3_000
const PREFIX = "[%d] "
// One entry per statement that a client sends; entries of its parameters look different. The name of
// a prepared one may have a colon of its own, as rate-limiter-flexible's have.
const STATEMENT = /^\[([^\]]+)\] LOG: {2}(?:statement|execute \S+): (.*)$/

/** A statement's later lines begin with a tab. */
const CONTINUED = /\n\t\s*/g

/** When the count of a request ends. */
export type CountUntil = "answered" | "settled" | "quiet"

/**
 * Counts SQL statements as the server sees them: Postgres logs every statement with its database,
 * and the part of the log that a request adds is read. Transaction control counts as well.
 */
export class StatementLog {
  constructor(
    private readonly adminUrl: string,
    private readonly logFile: string,
  ) {}

  /** Logging costs time: it is on only while statements are counted. */
  async on(): Promise<void> {
    await runSql(
      this.adminUrl,
      `alter system set log_line_prefix = '${PREFIX}'`,
      "alter system set log_parameter_max_length = 0",
      "alter system set log_statement = 'all'",
      "select pg_reload_conf()",
    )
    await sleep(QUIET_MS)
  }

  async off(): Promise<void> {
    await runSql(this.adminUrl, "alter system reset all", "select pg_reload_conf()")
    await sleep(QUIET_MS)
  }

  /**
   * The statements that reach a database while something is done.
   *
   * @param until `quiet` waits for what goes on after the answer, such as subscribers; `settled`
   * for what begins at once after it
   */
  async during(database: string, until: CountUntil, work: () => Promise<unknown>) {
    await this.untilQuiet(WRITTEN_MS)
    const begin = statSync(this.logFile).size
    await work()
    await (until === "quiet"
      ? this.untilQuiet(QUIET_MS)
      : sleep(until === "settled" ? SETTLED_MS : FLUSH_MS))
    return statementsIn(readFrom(this.logFile, begin), database)
  }

  /** Waits until the plugin has looked at the carts that earlier requests changed. */
  untilLooked(): Promise<void> {
    return this.untilQuiet(LOOKED_MS)
  }

  private async untilQuiet(quiet_ms: number): Promise<void> {
    let size = -1
    let quietSince = Date.now()
    for (const deadline = Date.now() + QUIET_LIMIT_MS; Date.now() < deadline;) {
      const now = statSync(this.logFile).size
      if (now !== size) {
        size = now
        quietSince = Date.now()
      } else if (Date.now() - quietSince >= quiet_ms) {
        return
      }
      await sleep(POLL_MS)
    }
  }
}

/** The statements on a database in a part of the server's log. */
export function statementsIn(log: string, database: string): string[] {
  return log
    .replaceAll(CONTINUED, " ")
    .split("\n")
    .flatMap((line) => {
      const [, name, statement] = STATEMENT.exec(line) ?? []
      return name === database && statement !== undefined ? [statement] : []
    })
}

function readFrom(file: string, begin: number): string {
  const handle = openSync(file, "r")
  try {
    const buffer = Buffer.alloc(Math.max(0, fstatSync(handle).size - begin))
    const length = readSync(handle, buffer, 0, buffer.length, begin)
    return buffer.toString("utf8", 0, length)
  } finally {
    closeSync(handle)
  }
}

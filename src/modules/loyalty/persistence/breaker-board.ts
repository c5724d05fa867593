import { createHash } from "node:crypto"

import type { Logger } from "@medusajs/framework/types"
import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"

import type { BreakerBoard } from "../../../types/provider"
import { safeMessage } from "../utils/safe-message"
import { rows } from "./sql"

/** How old the board may be when a call asks for it: well under the second that is promised. */
const MAX_AGE_MS = 250
/** A call to an engine waits no longer than this for the board; then it goes by what it knows. */
const READ_DEADLINE_MS = 200
const OPEN_MAX = 1_000

/**
 * Which engines are down, shared by all processes through one small table and read at most four
 * times a second by processes that call engines (docs/adr/0015-shared-breakers.md). Whatever goes
 * wrong here is logged and means "not known": each process still has its own breakers.
 */
export class SharedBreakers implements BreakerBoard {
  /** Until when by our monotonic clock, by hashed key. */
  private open_ = new Map<string, number>()
  private readAt_ = Number.NEGATIVE_INFINITY
  private reading_: Promise<void> | null = null

  constructor(
    private readonly manager: () => SqlEntityManager,
    private readonly logger: Pick<Logger, "warn">,
  ) {}

  async openFor_ms(key: string): Promise<number> {
    await this.refresh()
    return this.knownOpenFor_ms(key)
  }

  knownOpenFor_ms(key: string): number {
    return Math.max(0, (this.open_.get(hashOf(key)) ?? 0) - performance.now())
  }

  async opened(key: string, open_ms: number): Promise<void> {
    try {
      await rows(
        this.manager(),
        `INSERT INTO loyalty_engine_breaker (key, open_until)
         VALUES (?, now() + (? * interval '1 millisecond'))
         ON CONFLICT (key) DO UPDATE
           SET open_until = GREATEST(loyalty_engine_breaker.open_until, EXCLUDED.open_until),
               deleted_at = NULL, updated_at = now()`,
        [hashOf(key), open_ms],
      )
    } catch (error) {
      this.logger.warn(`loyalty: other processes were not told of a breaker: ${safeMessage(error)}`)
    }
  }

  /** Reads the board unless it is fresh; concurrent callers share one read. */
  async refresh(): Promise<void> {
    if (performance.now() - this.readAt_ < MAX_AGE_MS) {
      return
    }
    this.reading_ ??= this.read_().finally(() => {
      this.reading_ = null
    })
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, READ_DEADLINE_MS)
    })
    await Promise.race([this.reading_, deadline])
    clearTimeout(timer)
  }

  private async read_(): Promise<void> {
    const asked = performance.now()
    try {
      const open = await rows<{ key: string; left_ms: string }>(
        this.manager(),
        `SELECT key, EXTRACT(EPOCH FROM open_until - clock_timestamp()) * 1000 AS left_ms
           FROM loyalty_engine_breaker WHERE open_until > now() LIMIT ?`,
        [OPEN_MAX],
      )
      this.open_ = new Map(open.map(({ key, left_ms }) => [key, asked + Number(left_ms)]))
    } catch (error) {
      this.logger.warn(
        `loyalty: the breakers of other processes are unknown: ${safeMessage(error)}`,
      )
    }
    // Also after a failure: a database in trouble is not asked at every call.
    this.readAt_ = asked
  }
}

function hashOf(key: string): string {
  return createHash("sha256").update(key).digest("hex")
}

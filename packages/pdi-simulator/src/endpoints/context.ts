import type { Ledger } from "../books/ledger.js"
import type { FaultParams } from "../faults/kinds.js"
import type { Settings } from "../options.js"

/** What every endpoint works with. */
export interface Context {
  ledger: Ledger
  settings: Settings
  /** Sessions whose finalize has arrived but is not committed yet. */
  isFinalizing: (sessionId: string) => boolean
}

export interface Call {
  body: unknown
  query: unknown
  idempotencyKey: string | null
  /** Set while a `reject_reward` fault applies to this call. */
  rejection: FaultParams | null
}

export interface Answer {
  status: number
  body: Record<string, unknown>
  /** Whether the books changed. */
  effect: boolean
}

export type Handler = (context: Context, call: Call) => Answer

export function ok(body: Record<string, unknown>, effect: boolean): Answer {
  return { status: 200, body, effect }
}

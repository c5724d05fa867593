import { setTimeout as sleep } from "node:timers/promises"

import type { JourneyOrder } from "../load/journeys/types"
import { querySql } from "../lib/admin-connection"
import type { Engine } from "../lib/engine"
import { handOver } from "../lib/hand-over"
import { secondFinalizes, type FinalizeRequest } from "./second-finalizes"

/** An order of a cart with a session, as our tables have it. */
export interface DecisionRow extends Record<string, unknown> {
  order_id: string
  session_id: string
  /** The order that the session says it became. */
  bound_to: string | null
  status: string
  /** Finalizes in the outbox, and those of them that are done. */
  finalizes: number
  done: number
}

/** What is known of the orders of a run. */
export interface Evidence {
  rows: readonly DecisionRow[]
  /** What shoppers were told. */
  orders: readonly JourneyOrder[]
  /** The engine's books: whether each order was committed. */
  commits: Readonly<Record<string, number>>
  /** The finalizes that the engine was asked for. */
  sent: readonly FinalizeRequest[]
}

export interface Decisions {
  /** Orders with a session, as the tables or the shoppers know them. */
  orders: number
  /** What is wrong with those that are not decided exactly once, one line each. */
  lost: string[]
}

/** The minute's job has run twice by then, with time for a long outbox. */
const DRAIN_LIMIT_MS = 180_000
const POLL_MS = 2_000

/**
 * Orders with a session that have not exactly one decision: in our tables, in the books, and in what
 * the engine was asked for.
 */
export function decisionsOf({ rows, orders, commits, sent }: Evidence): Decisions {
  const known = new Set(rows.map(({ order_id }) => order_id))
  const missing = orders.filter((order) => order.has_session && !known.has(order.order_id))
  const strange = orders.filter((order) => !order.has_session && (commits[order.order_id] ?? 0) > 0)
  const again = secondFinalizes(sent)
  const wrong = rows.filter(
    (row) => !isDecided(row, commits[row.order_id] ?? 0) || again.has(row.order_id),
  )
  const unknown = [...again].filter(([order_id]) => !known.has(order_id))
  return {
    orders: known.size + missing.length,
    lost: [
      ...missing.map(({ order_id }) => `${order_id}: its cart has no session`),
      ...strange.map(({ order_id }) => `${order_id}: booked, and its cart has no session`),
      ...wrong.map(
        ({ order_id, status, finalizes, done }) =>
          `${order_id}: session ${status}, ${finalizes} finalizes, ${done} done, ` +
          `${commits[order_id] ?? 0} commits in the engine's books, ` +
          `asked for with ${again.get(order_id) ?? "one key and one body at most"}`,
      ),
      ...unknown.map(([order_id, what]) => `${order_id}: asked for with ${what}`),
    ],
  }
}

function isDecided(row: DecisionRow, commits: number): boolean {
  const { order_id, bound_to, status, finalizes, done } = row
  const isOne = finalizes === 1 && done === 1 && commits === 1
  return status === "finalized" && bound_to === order_id && isOne
}

/**
 * Hands over what was ordered and waits until the plugin's own job has sent it. What is undecided
 * when the time is over is lost.
 */
export async function settle(
  engine: Engine,
  run: { databaseUrl: string; since: string; orders: readonly JourneyOrder[] },
): Promise<Decisions> {
  const deadline = Date.now() + DRAIN_LIMIT_MS
  for (;;) {
    await handOver(run.databaseUrl)
    const rows = await querySql<DecisionRow>(run.databaseUrl, DECISIONS, [run.since])
    const [commits, sent] = [await engine.commits(), await engine.finalizes()]
    const decisions = decisionsOf({ rows, orders: run.orders, commits, sent })
    if (decisions.lost.length === 0 || Date.now() > deadline) {
      return decisions
    }
    await sleep(POLL_MS)
  }
}

// By the order's cart and not by the session's order: a session that lost its order is found.
const DECISIONS = `
  select o.order_id, s.id as session_id, s.order_id as bound_to, s.status,
         count(f.id)::int as finalizes,
         (count(f.id) filter (where f.status = 'done'))::int as done
    from loyalty_engine_session s
    join order_cart o on o.cart_id = s.cart_id and o.deleted_at is null
    left join loyalty_engine_operation f
      on f.order_id = o.order_id and f.kind = 'finalize' and f.deleted_at is null
   where s.opened_at >= $1::timestamptz
   group by o.order_id, s.id, s.order_id, s.status`

/** The database's own time, which its rows are compared with. */
export async function now(databaseUrl: string): Promise<string> {
  const [row] = await querySql<{ now: string }>(databaseUrl, "select now()::text as now")
  return row?.now ?? ""
}

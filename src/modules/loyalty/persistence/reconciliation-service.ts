import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { Difference } from "../domain/reconciliation"
import type { LoyaltyModuleOptions } from "../utils/options"
import { JobService } from "./job-service"
import { archiveBatch } from "./archive"
import { firstRow, newId, rows, textArray } from "./sql"

export type UndecidedReason =
  | "completion_unfinished"
  | "placement_failed"
  | "finalize_missing"
  | "finalize_dead"
  | "payment_missing"
  | "settlement_failed"
  | "handover_overdue"

export interface UndecidedOrderInput {
  order_id: string
  session_id: string | null
  store_id: string | null
  reason: UndecidedReason
}

/** By its finalize operation. */
export interface OrderToReconcile {
  id: string
  order_id: string
  session_id: string
  store_id: string
}

const CLOCK_AGE_MS_MAX = 10_000

/** What keeps the books straight: comparing, listing what is undecided, archiving, forgetting. */
export class ReconciliationService extends JobService {
  private clock_: { time_ms: number; read_at: number } | null = null

  /**
   * Orders to compare with the engine, a page by operation id: decided within `days`, or still
   * listed as different. An operation that was never sent has nothing to compare.
   */
  @InjectManager()
  async ordersToReconcile(
    { after, limit, days }: { after: string; limit: number; days: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<OrderToReconcile[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT id, order_id, session_id, store_id FROM loyalty_engine_operation o
        WHERE kind = 'finalize' AND order_id IS NOT NULL AND session_id IS NOT NULL
          AND sealed_body IS NOT NULL AND status IN ('done', 'dead') AND deleted_at IS NULL
          AND (done_at > now() - (? * interval '1 day')
               OR order_id IN (SELECT order_id FROM loyalty_engine_reconciliation_difference
                                WHERE resolved_at IS NULL AND deleted_at IS NULL))
          AND id > ? ORDER BY id LIMIT ?`,
      [days, after, limit],
    )
  }

  /**
   * Makes these the open differences of an order; answers how many of them are new. None are kept
   * where an erasure took the request while the engine was asked: no later run could resolve them.
   */
  @InjectTransactionManager()
  async recordDifferences(
    input: { order_id: string; session_id: string; differences: readonly Difference[] },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<number> {
    const em = this.em_(sharedContext)
    const differences = (await holdsRequest(em, input.order_id)) ? input.differences : []
    const fields = differences.map(({ field }) => field)
    await rows(
      em,
      `UPDATE loyalty_engine_reconciliation_difference
          SET resolved_at = now(), updated_at = now()
        WHERE order_id = ? AND resolved_at IS NULL AND NOT field = ANY (?::text[])`,
      [input.order_id, `{${fields.join(",")}}`],
    )
    let found = 0
    for (const { field, ours, theirs } of differences) {
      const row = await firstRow<{ is_new: boolean }>(
        em,
        `INSERT INTO loyalty_engine_reconciliation_difference
           (id, order_id, session_id, field, ours, theirs, found_at)
         VALUES (?, ?, ?, ?, ?, ?, now())
         ON CONFLICT (order_id, field) WHERE resolved_at IS NULL AND deleted_at IS NULL
         DO UPDATE SET ours = EXCLUDED.ours, theirs = EXCLUDED.theirs, updated_at = now()
         RETURNING xmax = 0 AS is_new`,
        [newId("lrec"), input.order_id, input.session_id, field, ours, theirs],
      )
      found += row?.is_new ? 1 : 0
    }
    return found
  }

  /** Sessions whose order has no finalize, or one that was given up on; a page by session id. */
  @InjectManager()
  async pendingWithoutFinalize(
    { after, limit }: { after: string; limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<
    {
      id: string
      order_id: string
      store_id: string
      reason: "finalize_missing" | "finalize_dead"
    }[]
  > {
    return rows(
      this.em_(sharedContext),
      `SELECT s.id, s.order_id, s.store_id,
              CASE WHEN o.id IS NULL THEN 'finalize_missing' ELSE 'finalize_dead' END AS reason
         FROM loyalty_engine_session s
         LEFT JOIN loyalty_engine_operation o
           ON o.session_id = s.id AND o.kind = 'finalize' AND o.deleted_at IS NULL
        WHERE s.status = 'pending_finalization' AND s.order_id IS NOT NULL AND s.deleted_at IS NULL
          AND (o.id IS NULL OR o.status = 'dead') AND s.id > ? ORDER BY s.id LIMIT ?`,
      [after, limit],
    )
  }

  /** Lists an order as undecided, or notes that it still is. */
  @InjectTransactionManager()
  async noteUndecided(
    input: UndecidedOrderInput,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    await rows(
      this.em_(sharedContext),
      `INSERT INTO loyalty_engine_undecided_order
         (id, order_id, session_id, store_id, reason, found_at, seen_at)
       VALUES (?, ?, ?, ?, ?, clock_timestamp(), clock_timestamp())
       ON CONFLICT (order_id) WHERE deleted_at IS NULL DO UPDATE
         SET session_id = EXCLUDED.session_id, store_id = EXCLUDED.store_id,
             reason = EXCLUDED.reason, seen_at = EXCLUDED.seen_at, updated_at = now(),
             resolved_at = NULL,
             found_at = CASE WHEN loyalty_engine_undecided_order.resolved_at IS NULL
                             THEN loyalty_engine_undecided_order.found_at
                             ELSE EXCLUDED.found_at END`,
      [newId("lund"), input.order_id, input.session_id, input.store_id, input.reason],
    )
  }

  /** Takes off the list what a whole sweep, begun at that time, did not find again. */
  @InjectTransactionManager()
  async resolveUndecided(
    swept_since: Date,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<number> {
    const resolved = await rows(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_undecided_order SET resolved_at = now(), updated_at = now()
        WHERE resolved_at IS NULL AND seen_at < ? AND deleted_at IS NULL RETURNING id`,
      [swept_since],
    )
    return resolved.length
  }

  /**
   * How many orders carried a session and came to no decision: neither finalized, nor failed, nor
   * waiting for something that comes by itself. As of the last sweep; one indexed count. Of some
   * stores, or of all and of none.
   */
  @InjectManager()
  async ordersWithoutDecision(
    store_ids: readonly string[] | null = null,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<number> {
    const row = await firstRow<{ count: string }>(
      this.em_(sharedContext),
      `SELECT count(*) AS count FROM loyalty_engine_undecided_order
        WHERE resolved_at IS NULL AND deleted_at IS NULL
          AND (?::text[] IS NULL OR store_id = ANY (?::text[]))`,
      [store_ids && textArray(store_ids), textArray(store_ids ?? [])],
    )
    return Number(row?.count ?? 0)
  }

  /** The clock that leases and `seen_at` go by. */
  @InjectManager()
  async databaseTime(@MedusaContext() sharedContext: Context = {}): Promise<Date> {
    const row = await firstRow<{ at: Date }>(
      this.em_(sharedContext),
      `SELECT clock_timestamp() AS at`,
    )
    return row!.at
  }

  /**
   * The same clock without asking each time, for what every shopper's request compares: read now
   * and then, and carried on by this process's monotonic clock, which does not leap.
   */
  async databaseClock(): Promise<Date> {
    const asked_at = performance.now()
    if (!this.clock_ || asked_at - this.clock_.read_at > CLOCK_AGE_MS_MAX) {
      this.clock_ = { time_ms: (await this.databaseTime()).getTime(), read_at: asked_at }
    }
    return new Date(this.clock_.time_ms + performance.now() - this.clock_.read_at)
  }

  /** Archives one batch of decided sessions; answers how many. */
  @InjectTransactionManager()
  async archiveSessions(
    input: { days: number; limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<number> {
    return archiveBatch(this.em_(sharedContext), input)
  }

  /** Forgets a batch of what has had its time; answers how many rows, by table. */
  @InjectTransactionManager()
  async clearForgotten(
    input: { limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<Record<string, number>> {
    const em = this.em_(sharedContext)
    const cleared: Record<string, number> = {}
    for (const [name, { table, where, key = "id", params }] of Object.entries(FORGOTTEN)) {
      const gone = await rows(
        em,
        `DELETE FROM ${table} WHERE ${key} IN (
           SELECT ${key} FROM ${table} WHERE ${where} LIMIT ? FOR UPDATE SKIP LOCKED)
         RETURNING ${key}`,
        [...(params?.(this.options_) ?? []), input.limit],
      )
      cleared[name] = gone.length
    }
    return cleared
  }
}

/** Whether an order's request is there to compare; until the end of the transaction it stays then. */
async function holdsRequest(em: SqlEntityManager, order_id: string): Promise<boolean> {
  const held = await firstRow(
    em,
    `SELECT 1 FROM loyalty_engine_operation
      WHERE order_id = ? AND kind = 'finalize' AND sealed_body IS NOT NULL AND deleted_at IS NULL
        FOR SHARE`,
    [order_id],
  )
  return held !== null
}

interface Forgotten {
  table: string
  key?: string
  where: string
  /** Of `where`. */
  params?: (options: LoyaltyModuleOptions) => readonly unknown[]
}

function longestWindow_s({ identify_rate_limit }: LoyaltyModuleOptions): number {
  return Math.max(...Object.values(identify_rate_limit).map(({ duration_s }) => duration_s))
}

/** What may be forgotten, and when. Operations and their keys are never in this list. */
const FORGOTTEN: Record<string, Forgotten> = {
  rate_limits: {
    table: "loyalty_engine_rate_limit",
    key: "key",
    // An end is told by the clock of whoever counts. One that had leapt ahead would have all tries of
    // a day count together, and turn everybody of an address away, so no window counts for long.
    where: `expire NOT BETWEEN EXTRACT(EPOCH FROM now()) * 1000
                           AND (EXTRACT(EPOCH FROM now()) + ?) * 1000`,
    params: (options) => [2 * longestWindow_s(options)],
  },
  // A row stands for an outage until a call succeeds, and at night hours may pass without a call.
  breakers: {
    table: "loyalty_engine_breaker",
    key: "key",
    where: "open_until < now() - interval '30 days'",
  },
  engine_calls: {
    table: "loyalty_engine_call",
    where: "at < now() - interval '90 days'",
  },
  undecided_orders: {
    table: "loyalty_engine_undecided_order",
    where: "resolved_at < now() - interval '90 days'",
  },
  differences: {
    table: "loyalty_engine_reconciliation_difference",
    where: "resolved_at < now() - interval '365 days'",
  },
}

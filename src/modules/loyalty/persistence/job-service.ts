import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import { ReversalService } from "./reversal-service"
import { firstRow, json, newId, rows } from "./sql"

/** A finalize that waits until the store's policy is met. */
export interface WaitingOperation {
  id: string
  order_id: string
  session_id: string
  store_id: string
  created_at: Date
}

const WAITING = `SELECT id, order_id, session_id, store_id, created_at
   FROM loyalty_engine_operation
  WHERE kind = 'finalize' AND status = 'due' AND next_attempt_at IS NULL
    AND order_id IS NOT NULL AND deleted_at IS NULL`

/** Leases and outcomes of the scheduled jobs, on the database's clock. */
export class JobService extends ReversalService {
  /** Takes the lease of a job; false when another process runs it now. */
  @InjectTransactionManager()
  async startJob(
    input: { job: string; lease_s: number; owner: string },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const row = await firstRow(
      this.em_(sharedContext),
      `INSERT INTO loyalty_engine_job_run (id, job, lease_until, lease_owner, started_at)
       VALUES (?, ?, now() + (? * interval '1 second'), ?, now())
       ON CONFLICT (job) WHERE deleted_at IS NULL DO UPDATE
         SET lease_until = EXCLUDED.lease_until, lease_owner = EXCLUDED.lease_owner,
             started_at = now(), updated_at = now()
         WHERE loyalty_engine_job_run.lease_until IS NULL
            OR loyalty_engine_job_run.lease_until < now()
       RETURNING id`,
      [newId("ljob"), input.job, input.lease_s, input.owner],
    )
    return row !== null
  }

  /** Prolongs a lease that is still ours; false when another run has taken it. */
  @InjectTransactionManager()
  async renewJob(
    input: { job: string; lease_s: number; owner: string },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const row = await firstRow(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_job_run
          SET lease_until = now() + (? * interval '1 second'), updated_at = now()
        WHERE job = ? AND lease_owner = ? AND lease_until IS NOT NULL RETURNING id`,
      [input.lease_s, input.job, input.owner],
    )
    return row !== null
  }

  /** Writes how the run went and gives the lease back; false when it is another's by now. */
  @InjectTransactionManager()
  async finishJob(
    input: {
      job: string
      owner: string
      outcome: "ok" | "failed" | "stopped"
      figures: Record<string, number>
      error: string | null
    },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const row = await firstRow(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_job_run
          SET finished_at = now(), outcome = ?, figures = ?, error = ?, lease_until = NULL,
              ok_started_at = CASE WHEN ?::boolean THEN started_at ELSE ok_started_at END,
              updated_at = now()
        WHERE job = ? AND lease_owner = ? RETURNING id`,
      [
        input.outcome,
        json(input.figures),
        input.error,
        input.outcome === "ok",
        input.job,
        input.owner,
      ],
    )
    return row !== null
  }

  /** Orders whose finalize waits for the store's policy, a page by operation id. */
  @InjectManager()
  async ordersWaiting(
    { after, limit }: { after: string; limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<WaitingOperation[]> {
    return rows(this.em_(sharedContext), `${WAITING} AND id > ? ORDER BY id LIMIT ?`, [
      after,
      limit,
    ])
  }

  /** Those that have waited for so many days, a page by operation id. */
  @InjectManager()
  async ordersOverdue(
    { after, limit, days }: { after: string; limit: number; days: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<WaitingOperation[]> {
    return rows(
      this.em_(sharedContext),
      `${WAITING} AND created_at < now() - make_interval(days => ?::int) AND id > ?
        ORDER BY id LIMIT ?`,
      [days, after, limit],
    )
  }

  /** Carts with an active session, a page by session id. */
  @InjectManager()
  async activeCarts(
    { after, limit }: { after: string; limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<{ id: string; cart_id: string; store_id: string }[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT id, cart_id, store_id FROM loyalty_engine_session
        WHERE status = 'active' AND deleted_at IS NULL AND id > ? ORDER BY id LIMIT ?`,
      [after, limit],
    )
  }
}

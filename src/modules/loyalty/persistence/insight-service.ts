import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import { writeAudit, type AuditInput } from "./audit"
import { callsGiven, KEEP_CALLS, type EngineCallInput } from "./kept-calls"
import * as figures from "./overview-figures"
import { ResealService } from "./reseal-service"
import { rows, textArray, UNSYNCED } from "./sql"

export interface AuditRow {
  id: string
  actor: string
  action: string
  subject_id: string
  reason: string | null
  at: Date
}

/** As many as a page of Admin can sensibly show. */
const AUDIT_MAX = 200

/** The dashboard's figures of one period; money in minor units. */
export interface OverviewFigures {
  sessions: figures.SessionFigures[]
  discounts: figures.CurrencyAmount[]
  points: figures.PointFigures
  evaluation: figures.EvaluationFigures
  waiting: figures.WaitingFigures
  series: figures.SeriesPoint[]
}

/** What people look at afterwards: calls to engines, and what was done in Admin. */
export class InsightService extends ResealService {
  /**
   * Keeps what came of a call that has just ended. The shopper does not wait for the disk: a line of
   * a timeline may be lost when the database crashes before its next commit, and nothing but the
   * timeline is read from it.
   */
  @InjectManager()
  async recordEngineCall(
    input: EngineCallInput,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    const em = this.em_(sharedContext)
    await rows(em, `${KEEP_CALLS}, ${UNSYNCED}`, [callsGiven([input])])
  }

  /** Lines of the audit about what changes no row of ours. */
  @InjectTransactionManager()
  async recordAudit(
    entries: readonly AuditInput[],
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    for (const entry of entries) {
      await writeAudit(this.em_(sharedContext), entry)
    }
  }

  /** What was done in Admin to any of these, oldest first. */
  @InjectManager()
  async auditOf(
    subject_ids: readonly string[],
    @MedusaContext() sharedContext: Context = {},
  ): Promise<AuditRow[]> {
    return rows(
      this.em_(sharedContext),
      `SELECT id, actor, action, subject_id, reason, at FROM loyalty_engine_audit_entry
        WHERE subject_id = ANY (?::text[]) AND deleted_at IS NULL ORDER BY at, id LIMIT ?`,
      [textArray(subject_ids), AUDIT_MAX],
    )
  }

  /**
   * Ids of orders that sessions of these stores led to, a page by id: those that can have been
   * placed in the period, because their session was there by its end and not at rest before it.
   */
  @InjectManager()
  async ordersOfSessions(
    input: figures.FigureScope & { after: string; limit: number },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<string[]> {
    const found = await figures.orderIds(this.em_(sharedContext), input)
    return found.map(({ order_id }) => order_id)
  }

  /** The figures of a period; each is one statement over an index on stores or times. */
  @InjectManager()
  async overviewFigures(
    input: figures.FigureScope & figures.Bucketing,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<OverviewFigures> {
    const em = this.em_(sharedContext)
    return {
      sessions: await figures.sessionFigures(em, input),
      discounts: await figures.discountFigures(em, input),
      points: await figures.pointFigures(em, input),
      evaluation: await figures.evaluationFigures(em, input),
      waiting: await figures.waitingFigures(em, input.store_ids),
      series: await figures.seriesFigures(em, input, input),
    }
  }
}

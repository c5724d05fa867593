import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { AdjustmentKind, AdjustmentState } from "../domain/adjustment"
import type { Cause, OperationRow } from "../types/rows"
import { writeAudit } from "./audit"
import { OutboxService } from "./outbox-service"
import { firstRow, json, newId, rows, textArray } from "./sql"

export interface AdjustmentInput {
  key: string
  session_id: string
  order_id: string | null
  member_id: string | null
  kind: AdjustmentKind
  points: number
  amount: number
  currency_code: string
  details: Record<string, unknown>
}

/** Something that a person must settle, and what was settled. Money in minor units. */
export interface AdjustmentRow extends Omit<AdjustmentInput, "details"> {
  id: string
  /** Of its session, which may be archived. */
  store_id: string | null
  details: Record<string, unknown> | null
  created_at: Date
  settled_at: Date | null
  settled_by: string | null
  settle_reason: string | null
}

export interface AdjustmentFilters {
  id?: string
  store_ids?: readonly string[] | undefined
  states?: readonly AdjustmentState[] | undefined
  kinds?: readonly AdjustmentKind[] | undefined
  order_id?: string | undefined
  /** Its id, an order's or a session's; those of the other ids are found beside it. */
  q?: { text: string; order_ids: readonly string[]; member_ids: readonly string[] } | undefined
}

export interface AdjustmentPage {
  offset: number
  limit: number
  order: Record<string, string>
}

/** `running`: the engine may be doing or undoing the same thing at this moment. */
export type SettleOutcome = "settled" | "running" | "not_found"

const ORDER_FIELDS = ["created_at", "settled_at", "points", "amount"]

/** What no engine call can do, until a person says that it is done. */
export class AdjustmentService extends OutboxService {
  /** What must be settled by hand, once per `key`. */
  @InjectTransactionManager()
  async noteAdjustmentDue(
    input: AdjustmentInput,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    await rows(
      this.em_(sharedContext),
      `INSERT INTO loyalty_engine_adjustment_due
         (id, key, session_id, order_id, member_id, kind, points, amount, currency_code, details)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (key) WHERE deleted_at IS NULL DO NOTHING`,
      [
        newId("ladj"),
        input.key,
        input.session_id,
        input.order_id,
        input.member_id,
        input.kind,
        input.points,
        input.amount,
        input.currency_code,
        json(input.details),
      ],
    )
  }

  /** A page of what is or was to be settled, and how many there are. */
  @InjectManager()
  async listAdjustments(
    filters: AdjustmentFilters,
    page: AdjustmentPage,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<[AdjustmentRow[], number]> {
    const em = this.em_(sharedContext)
    const { where, params } = conditions(filters)
    const found = await rows<AdjustmentRow>(
      em,
      `SELECT d.id, d.key, d.session_id, d.order_id, d.member_id, d.kind, d.points, d.amount,
              d.currency_code, d.details, d.created_at, d.settled_at, d.settled_by,
              d.settle_reason, COALESCE(s.store_id, a.store_id) AS store_id
         ${FROM} WHERE ${where} ORDER BY ${orderBy(page.order)}, d.id LIMIT ? OFFSET ?`,
      [...params, page.limit, page.offset],
    )
    const total = await firstRow<{ count: string }>(
      em,
      `SELECT count(*) AS count ${FROM} WHERE ${where}`,
      params,
    )
    return [found, Number(total?.count ?? 0)]
  }

  /**
   * Notes that a person has settled something. Repeating it changes nothing: the first one's name
   * and reason stay. What a reversal is about to take back cannot be settled meanwhile, since it
   * would be taken back twice; one that is not claimed yet is not sent any more afterwards. Neither
   * can a finalize that was given up on and is being sent again: its answer settles the record.
   */
  @InjectTransactionManager()
  async settleAdjustment(
    id: string,
    cause: Cause,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SettleOutcome> {
    const em = this.em_(sharedContext)
    const due = await firstRow<{ key: string; order_id: string | null; settled_at: Date | null }>(
      em,
      `SELECT key, order_id, settled_at FROM loyalty_engine_adjustment_due
        WHERE id = ? AND deleted_at IS NULL`,
      [id],
    )
    if (!due) {
      return "not_found"
    }
    if (due.settled_at === null && (await isUnderWay(em, due))) {
      return "running"
    }
    const settled = await firstRow<{ kind: string; points: number; amount: number }>(
      em,
      `UPDATE loyalty_engine_adjustment_due
          SET settled_at = now(), settled_by = ?, settle_reason = ?, updated_at = now()
        WHERE id = ? AND settled_at IS NULL RETURNING kind, points, amount`,
      [cause.actor, cause.reason, id],
    )
    if (settled) {
      await writeAudit(em, {
        action: "adjustment.settle",
        subject_id: id,
        details: settled,
        ...cause,
      })
    }
    return "settled"
  }

  /**
   * Whether a person has settled what this reversal, or a finalize that was given up on, was about:
   * then it must not be sent again.
   */
  @InjectManager()
  async isSettledByHand(
    operation: Pick<OperationRow, "kind" | "order_id" | "sequence">,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const found = await firstRow(
      this.em_(sharedContext),
      `SELECT id FROM loyalty_engine_adjustment_due
        WHERE key = ? AND settled_at IS NOT NULL AND deleted_at IS NULL`,
      [operation.kind === "finalize" ? unresolvedKey(operation) : reversalKey(operation)],
    )
    return found !== null
  }
}

/** What a reversal is listed under when a person must do it. */
export function reversalKey(operation: Pick<OperationRow, "order_id" | "sequence">): string {
  return `reversal:${operation.order_id}:${operation.sequence}`
}

/** What a finalize is listed under whose order was cancelled after it was given up on. */
export function unresolvedKey({ order_id }: Pick<OperationRow, "order_id">): string {
  return `finalize_unknown:${order_id}`
}

/**
 * Locks the operation that a record is about, if one is, and says whether it may be on its way. A
 * drain passes a locked one by, and the next one sees that the record is settled.
 */
async function isUnderWay(
  em: SqlEntityManager,
  due: { key: string; order_id: string | null },
): Promise<boolean> {
  const operation = await firstRow<{ status: string }>(
    em,
    `SELECT status FROM loyalty_engine_operation
      WHERE subject_id = ? AND deleted_at IS NULL
        AND CASE kind WHEN 'reverse' THEN 'reversal:' || subject_id || ':' || sequence
                      WHEN 'finalize' THEN 'finalize_unknown:' || order_id END = ? FOR UPDATE`,
    [due.order_id ?? "", due.key],
  )
  return operation?.status === "in_flight" || operation?.status === "unknown"
}

/** The session is in one of the two: archived ones are kept beside the hot table. */
const FROM = `FROM loyalty_engine_adjustment_due d
         LEFT JOIN loyalty_engine_session s ON s.id = d.session_id
         LEFT JOIN loyalty_engine_session_archive a ON a.id = d.session_id`

function conditions(filters: AdjustmentFilters): { where: string; params: unknown[] } {
  const { id, store_ids, states, kinds, order_id, q } = filters
  const parts: [string, ...unknown[]][] = [["d.deleted_at IS NULL"]]
  if (id !== undefined) {
    parts.push(["d.id = ?", id])
  }
  if (states) {
    parts.push([
      "CASE WHEN d.settled_at IS NULL THEN 'open' ELSE 'settled' END = ANY (?::text[])",
      textArray(states),
    ])
  }
  if (store_ids) {
    parts.push(["COALESCE(s.store_id, a.store_id) = ANY (?::text[])", textArray(store_ids)])
  }
  if (kinds) {
    parts.push(["d.kind = ANY (?::text[])", textArray(kinds)])
  }
  if (order_id !== undefined) {
    parts.push(["d.order_id = ?", order_id])
  }
  if (q) {
    parts.push([
      `(d.id = ? OR d.order_id = ANY (?::text[]) OR d.session_id = ?
        OR d.member_id = ANY (?::text[]))`,
      ...[q.text, textArray([q.text, ...q.order_ids]), q.text, textArray(q.member_ids)],
    ])
  }
  return {
    where: parts.map(([condition]) => condition).join(" AND "),
    params: parts.flatMap(([, ...params]) => params),
  }
}

/** From a fixed list: a column's name cannot be a parameter. */
function orderBy(order: Record<string, string>): string {
  const [[field, direction] = ["created_at", "DESC"]] = Object.entries(order)
  const column = ORDER_FIELDS.includes(field) ? field : "created_at"
  return `d.${column} ${direction === "ASC" ? "ASC" : "DESC"} NULLS LAST`
}

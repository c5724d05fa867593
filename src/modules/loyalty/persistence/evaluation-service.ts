import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { RewardSelection } from "../../../types/provider"
import type { AllocatedReward } from "../domain/allocation"
import type { EvaluationSummary, SessionRewardRow, SessionRow } from "../types/rows"
import { lockSession } from "./session-service"
import { firstRow, json, newId, rows } from "./sql"
import { StateService, type SessionWithRewards } from "./state-service"

export interface StoredEvaluation {
  session_id: string
  /** As read before the engine was asked: an answer to an older question is dropped. */
  expected_version: number
  basket_fingerprint: string
  evaluation_fingerprint: string
  summary: EvaluationSummary
  /** Numbers the engine knows the cart's lines by. */
  line_numbers: Record<string, number>
  rewards: readonly AllocatedReward[]
  discount_total: number
}

/** What of a session an approval consists of. */
type ApprovalColumns = Pick<
  SessionRow,
  | "id"
  | "basket_fingerprint"
  | "evaluation_fingerprint"
  | "evaluation"
  | "discount_total"
  | "stale"
  | "degraded"
  | "last_error_code"
  | "metadata"
> & {
  // As Postgres writes times into JSON, where the row that was replaced comes from.
  evaluated_at: Date | string | null
  retry_at: Date | string | null
}

/** What can be put back: an approval as it was read, or as its successor replaced it. */
export interface PreviousEvaluation {
  session: ApprovalColumns
  rewards: SessionRewardRow[]
}

/** What the engine granted, and what the shopper chose. */
export class EvaluationService extends StateService {
  /**
   * Stores what the engine granted for a basket: the only place where an approval is written.
   * Rewards keep their ids while the engine keeps offering them; vanished ones are deleted.
   *
   * @returns the session and its rewards, beside what they were; null when the session ended or moved
   * on meanwhile.
   */
  @InjectTransactionManager()
  async storeEvaluation(
    input: StoredEvaluation,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<(SessionWithRewards & { previous: PreviousEvaluation }) | null> {
    const em = this.em_(sharedContext)
    const [updated] = await rows<SessionRow & { previous: ApprovalColumns }>(
      em,
      `WITH replaced AS (SELECT * FROM loyalty_engine_session WHERE id = ? FOR UPDATE)
       UPDATE loyalty_engine_session AS session
          SET basket_fingerprint = ?, evaluation_fingerprint = ?, evaluation = ?, discount_total = ?,
              metadata = COALESCE(session.metadata, '{}'::jsonb)
                || jsonb_build_object('line_numbers', ?::jsonb),
              evaluated_at = now(), stale = false, degraded = false, retry_at = NULL,
              last_error_code = NULL, version = session.version + 1, updated_at = now()
         FROM replaced
        WHERE session.id = replaced.id AND session.status = 'active' AND session.version = ?
        RETURNING session.*, to_jsonb(replaced) AS previous`,
      [
        input.session_id,
        input.basket_fingerprint,
        input.evaluation_fingerprint,
        json(input.summary),
        input.discount_total,
        json(input.line_numbers),
        input.expected_version,
      ],
    )
    if (!updated) {
      return null
    }
    const { previous, ...session } = updated
    const known = await rewardsOfLocked(em, session.id)
    const rewards = await writeRewards(em, session.id, renewed(session, known, input.rewards))
    return { session, rewards, previous: { session: previous, rewards: known } }
  }

  /** The approval is gone: nothing may be granted until the engine is asked again. */
  @InjectTransactionManager()
  async dropApproval(
    input: {
      session_id: string
      degraded: boolean
      error_code: string | null
      retry_after_s: number | null
    },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    const em = this.em_(sharedContext)
    await rows(
      em,
      `UPDATE loyalty_engine_session
          SET basket_fingerprint = NULL, evaluation_fingerprint = NULL, discount_total = 0,
              evaluation = NULL, stale = true, degraded = ?, last_error_code = ?,
              retry_at = CASE WHEN ?::int IS NULL THEN NULL ELSE now() + (?::int * interval '1 second') END,
              version = version + 1, updated_at = now()
        WHERE id = ? AND status = 'active'`,
      [
        input.degraded,
        input.error_code,
        input.retry_after_s,
        input.retry_after_s,
        input.session_id,
      ],
    )
    await rows(
      em,
      `UPDATE loyalty_engine_session_reward
          SET state = 'unavailable', reason = 'loyalty_unavailable', amount = 0, quantity = 0,
              allocations = '[]', updated_at = now()
        WHERE session_id = ? AND deleted_at IS NULL`,
      [input.session_id],
    )
  }

  /** Notes that the cart moved on; what is known of the engine stays. */
  @InjectManager()
  async markStale(session_id: string, @MedusaContext() sharedContext: Context = {}): Promise<void> {
    await rows(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_session SET stale = true, updated_at = now()
        WHERE id = ? AND status = 'active'`,
      [session_id],
    )
  }

  /** Notes that the engine could not be asked, without losing the approval. */
  @InjectManager()
  async markSession(
    input: {
      session_id: string
      stale: boolean
      degraded: boolean
      error_code: string | null
      retry_after_s: number | null
    },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    await rows(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_session
          SET stale = ?, degraded = ?, last_error_code = ?,
              retry_at = CASE WHEN ?::int IS NULL THEN NULL ELSE now() + (?::int * interval '1 second') END,
              updated_at = now()
        WHERE id = ? AND status = 'active'`,
      [
        input.stale,
        input.degraded,
        input.error_code,
        input.retry_after_s,
        input.retry_after_s,
        input.session_id,
      ],
    )
  }

  /**
   * Replaces the shopper's choices, unless they are no longer what the caller saw: another tab chose
   * in the meantime. Returns whether they were replaced.
   */
  @InjectTransactionManager()
  async replaceSelection(
    input: { session_id: string; seen: RewardSelection | null; selection: RewardSelection },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<boolean> {
    const em = this.em_(sharedContext)
    const session = await lockSession(em, input.session_id)
    const [replaced] = await rows(
      em,
      `UPDATE loyalty_engine_session
          SET selection = ?, version = version + 1, updated_at = now()
        WHERE id = ? AND status = 'active' AND selection IS NOT DISTINCT FROM ?::jsonb
        RETURNING id`,
      [json(input.selection), session.id, json(input.seen)],
    )
    return replaced !== undefined
  }

  /** The approval as it stands, for a workflow that may have to put it back: nothing of the member. */
  @InjectManager()
  async snapshotEvaluation(
    session_id: string,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionWithRewards | null> {
    const whole = await this.wholeSession(session_id, sharedContext)
    return whole && { session: whole.session, rewards: whole.rewards }
  }

  /**
   * Compensation: puts an approval back, unless the session ended meanwhile. What others wrote to the
   * session since stays: that the cart moved on, and whether an age was proven.
   */
  @InjectTransactionManager()
  async restoreEvaluation(
    { session, rewards }: PreviousEvaluation,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<void> {
    const em = this.em_(sharedContext)
    const restored = await firstRow(
      em,
      `UPDATE loyalty_engine_session
          SET basket_fingerprint = ?, evaluation_fingerprint = ?, evaluation = ?,
              discount_total = ?, evaluated_at = ?, stale = stale OR ?, degraded = ?, retry_at = ?,
              last_error_code = ?,
              metadata = (COALESCE(metadata, '{}'::jsonb) - 'line_numbers') || ?::jsonb,
              version = version + 1, updated_at = now()
        WHERE id = ? AND status = 'active' RETURNING id`,
      [
        session.basket_fingerprint,
        session.evaluation_fingerprint,
        json(session.evaluation),
        session.discount_total,
        session.evaluated_at,
        session.stale,
        session.degraded,
        session.retry_at,
        session.last_error_code,
        json(lineNumbersAlone(session.metadata)),
        session.id,
      ],
    )
    if (restored) {
      await writeRewards(em, session.id, rewards)
    }
  }
}

/** The part of the metadata that an evaluation writes; the rest, e.g. a proof of age, moved on. */
function lineNumbersAlone(metadata: SessionRow["metadata"]): Record<string, unknown> {
  const { line_numbers } = metadata ?? {}
  return line_numbers === undefined ? {} : { line_numbers }
}

/** The rewards of a session whose row the caller has locked. */
async function rewardsOfLocked(
  em: SqlEntityManager,
  session_id: string,
): Promise<SessionRewardRow[]> {
  return rows(
    em,
    `SELECT * FROM loyalty_engine_session_reward
      WHERE session_id = ? AND deleted_at IS NULL ORDER BY position, id`,
    [session_id],
  )
}

/** The rewards now offered, with the ids that they had. */
function renewed(
  session: SessionRow,
  known: readonly SessionRewardRow[],
  rewards: readonly AllocatedReward[],
): SessionRewardRow[] {
  const idOf = new Map(known.map((row) => [row.provider_reward_id, row.id]))
  const offered = rewards.map((reward) => ({
    id: idOf.get(reward.id) ?? newId("lrew"),
    session_id: session.id,
    provider_reward_id: reward.id,
    type: reward.type,
    level: reward.level,
    method: reward.method,
    value: reward.value_decimal,
    limit: reward.limit,
    target_line_number: reward.target_line_number,
    description: reward.description,
    prompt: reward.prompt,
    points_cost: reward.points_cost,
    state: reward.state,
    reason: reward.reason,
    quantity: reward.quantity,
    unit_based: reward.unit_based,
    amount: reward.amount,
    amount_if_accepted: reward.amount_if_accepted ?? 0,
    allocations: reward.allocations,
    position: reward.position,
  }))
  return [...offered, ...stillDeclined(session, known, offered)]
}

/**
 * An engine may offer no more what the shopper declined. It stays in view, granting nothing, so
 * that the shopper can think better of it.
 */
function stillDeclined(
  session: SessionRow,
  known: readonly SessionRewardRow[],
  offered: readonly SessionRewardRow[],
): SessionRewardRow[] {
  const ids = new Set(offered.map((reward) => reward.provider_reward_id))
  const declined = session.selection?.declined_reward_ids ?? []
  return known
    .filter(({ provider_reward_id: id }) => declined.includes(id) && !ids.has(id))
    .map((reward, index) => ({
      ...reward,
      state: "declined",
      reason: null,
      quantity: 0,
      amount: 0,
      allocations: [],
      position: offered.length + index,
    }))
}

/** Makes these the rewards of the session: the others are deleted. */
async function writeRewards(
  em: SqlEntityManager,
  session_id: string,
  rewards: readonly SessionRewardRow[],
): Promise<SessionRewardRow[]> {
  // Without the second condition no index helps: all of them are partial.
  await rows(
    em,
    `DELETE FROM loyalty_engine_session_reward WHERE session_id = ? AND deleted_at IS NULL`,
    [session_id],
  )
  if (rewards.length === 0) {
    return []
  }
  const values = rewards.map((reward) => [
    reward.id,
    session_id,
    reward.provider_reward_id,
    reward.type,
    reward.level,
    reward.method,
    reward.value,
    json(reward.limit),
    reward.target_line_number,
    reward.description,
    reward.prompt,
    reward.points_cost,
    reward.state,
    reward.reason,
    reward.quantity,
    reward.unit_based,
    reward.amount,
    reward.amount_if_accepted,
    json(reward.allocations),
    reward.position,
  ])
  const placeholders = values.map((row) => `(${row.map(() => "?").join(", ")})`).join(", ")
  return rows(
    em,
    `INSERT INTO loyalty_engine_session_reward
       (id, session_id, provider_reward_id, type, level, method, value, "limit",
        target_line_number, description, prompt, points_cost, state, reason, quantity, unit_based,
        amount, amount_if_accepted, allocations, position)
     VALUES ${placeholders} RETURNING *`,
    values.flat(),
  )
}

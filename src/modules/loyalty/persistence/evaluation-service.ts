import type { SqlEntityManager } from "@medusajs/framework/mikro-orm/postgresql"
import type { Context } from "@medusajs/framework/types"
import { InjectManager, InjectTransactionManager, MedusaContext } from "@medusajs/framework/utils"

import type { RewardSelection } from "../../../types/provider"
import type { AllocatedReward } from "../domain/allocation"
import type { EvaluationSummary, SessionRewardRow, SessionRow } from "../types/rows"
import { callsGiven, KEEP_CALLS, type EngineCallInput } from "./kept-calls"
import { lockSession } from "./session-service"
import { firstRow, json, newId, rows, textArray, UNSYNCED } from "./sql"
import { memberOf, rewardsFrom } from "./session-columns"
import {
  StateService,
  wholeOf,
  type SessionWithRewards,
  type WholeRow,
  type WholeSession,
} from "./state-service"

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
  /** The choices that were asked about. */
  selection: RewardSelection | null
  /** The session's rewards at the expected version, where the caller has read them. */
  known?: readonly SessionRewardRow[]
  /** What it took to ask; kept whether or not the answer is still of use. */
  calls?: readonly EngineCallInput[]
}

/** What of a session an approval consists of. */
type ApprovalColumns = Pick<
  SessionRow,
  | "id"
  | "version"
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
   * Rewards keep their ids while the engine keeps offering them; vanished ones are deleted. One
   * statement: whoever writes rewards moves the session's version, so those known at the expected
   * version are still the ones that stand.
   *
   * @returns the session, its rewards and its member, beside what they were; null when the session
   * ended or moved on meanwhile.
   */
  @InjectManager()
  async storeEvaluation(
    input: StoredEvaluation,
    @MedusaContext() sharedContext: Context = {},
  ): Promise<(WholeSession & { previous: PreviousEvaluation }) | null> {
    const em = this.em_(sharedContext)
    const { session_id } = input
    const known = input.known ?? (await this.rewardsOfSession(session_id, sharedContext))
    const rewards = renewed(input, known)
    const stored = await firstRow<WholeRow & { previous: ApprovalColumns }>(
      em,
      `WITH recorded AS (${KEEP_CALLS}),
       replaced AS (SELECT * FROM loyalty_engine_session WHERE id = ? FOR UPDATE),
       updated AS (
         UPDATE loyalty_engine_session AS session
            SET basket_fingerprint = ?, evaluation_fingerprint = ?, evaluation = ?,
                discount_total = ?,
                metadata = COALESCE(session.metadata, '{}'::jsonb)
                  || jsonb_build_object('line_numbers', ?::jsonb),
                evaluated_at = now(), stale = false, degraded = false, retry_at = NULL,
                last_error_code = NULL, version = session.version + 1, updated_at = now()
           FROM replaced
          WHERE session.id = replaced.id AND session.status = 'active' AND session.version = ?
          RETURNING session.*, to_jsonb(replaced) AS previous),
       gone AS (
         DELETE FROM loyalty_engine_session_reward r USING updated u
          WHERE r.session_id = u.id AND r.deleted_at IS NULL AND r.id <> ALL (?::text[])),
       put AS (
         INSERT INTO loyalty_engine_session_reward (${REWARD_LIST})
         SELECT ${REWARD_LIST}
           FROM ${REWARDS_GIVEN}
          WHERE EXISTS (SELECT 1 FROM updated)
         ON CONFLICT (id) DO UPDATE SET ${REWARD_CHANGES}, updated_at = now()
         RETURNING *)
       SELECT s.*, ${rewardsFrom("put r")}, ${memberOf("s")} FROM updated s`,
      [
        callsGiven(input.calls ?? []),
        session_id,
        input.basket_fingerprint,
        input.evaluation_fingerprint,
        json(input.summary),
        input.discount_total,
        json(input.line_numbers),
        input.expected_version,
        textArray(rewards.map(({ id }) => id)),
        json(rewards),
      ],
    )
    if (!stored) {
      return null
    }
    const { previous, ...row } = stored
    return { ...wholeOf(row), previous: { session: previous, rewards: [...known] } }
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

  /**
   * Notes that the engine could not be asked, without losing the approval. Null, and nothing noted,
   * when the session ended since.
   */
  @InjectManager()
  async markDegraded(
    input: {
      session_id: string
      error_code: string
      retry_after_s: number
    },
    @MedusaContext() sharedContext: Context = {},
  ): Promise<SessionRow | null> {
    return firstRow<SessionRow>(
      this.em_(sharedContext),
      `UPDATE loyalty_engine_session s
          SET stale = true, degraded = true, last_error_code = ?,
              retry_at = now() + (?::int * interval '1 second'), updated_at = now()
         FROM ${UNSYNCED}
        WHERE s.id = ? AND s.status = 'active' RETURNING s.*`,
      [input.error_code, input.retry_after_s, input.session_id],
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
   * Compensation: puts an approval back, unless the session ended meanwhile or moved on from what
   * replaced it: then another answer or another choice stands, and is not for us to take back. What
   * others wrote to the session without moving it stays: that the cart moved on.
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
        WHERE id = ? AND status = 'active' AND version = ? RETURNING id`,
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
        session.version + 1,
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

/** What is written of a reward. */
const REWARD_COLUMNS = [
  "id",
  "session_id",
  "provider_reward_id",
  "type",
  "level",
  "method",
  "value",
  `"limit"`,
  "target_line_number",
  "description",
  "prompt",
  "points_cost",
  "state",
  "reason",
  "quantity",
  "unit_based",
  "amount",
  "amount_if_accepted",
  "allocations",
  "position",
]
const REWARD_LIST = REWARD_COLUMNS.join(", ")
const REWARD_CHANGES = REWARD_COLUMNS.map((column) => `${column} = excluded.${column}`).join(", ")
/** The rows of a JSON parameter. */
const REWARDS_GIVEN = `jsonb_populate_recordset(NULL::loyalty_engine_session_reward, ?::jsonb)`

/** The rewards now offered, with the ids that they had. */
function renewed(
  { session_id, selection, rewards }: StoredEvaluation,
  known: readonly SessionRewardRow[],
): SessionRewardRow[] {
  const idOf = new Map(known.map((row) => [row.provider_reward_id, row.id]))
  const offered = rewards.map((reward) => ({
    id: idOf.get(reward.id) ?? newId("lrew"),
    session_id,
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
  return [...offered, ...stillDeclined(selection, known, offered)]
}

/**
 * An engine may offer no more what the shopper declined. It stays in view, granting nothing, so
 * that the shopper can think better of it.
 */
function stillDeclined(
  selection: RewardSelection | null,
  known: readonly SessionRewardRow[],
  offered: readonly SessionRewardRow[],
): SessionRewardRow[] {
  const ids = new Set(offered.map((reward) => reward.provider_reward_id))
  const declined = selection?.declined_reward_ids ?? []
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

/** Makes these the rewards of a session whose row the caller has locked: the others are deleted. */
async function writeRewards(
  em: SqlEntityManager,
  session_id: string,
  rewards: readonly SessionRewardRow[],
): Promise<void> {
  // Without the second condition no index helps: all of them are partial.
  await rows(
    em,
    `DELETE FROM loyalty_engine_session_reward WHERE session_id = ? AND deleted_at IS NULL`,
    [session_id],
  )
  await rows(
    em,
    `INSERT INTO loyalty_engine_session_reward (${REWARD_LIST})
     SELECT ${REWARD_LIST} FROM ${REWARDS_GIVEN}`,
    [json(rewards)],
  )
}

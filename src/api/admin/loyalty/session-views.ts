import type { InferTypeOf } from "@medusajs/framework/types"

import { digitsOf, fromMinor } from "../../../modules/loyalty/domain/money"
import type {
  EngineCall,
  LoyaltyTransaction,
  Member,
  Operation,
  Session,
  SessionReward,
  SessionTransition,
} from "../../../modules/loyalty/models"
import type { AuditRow } from "../../../modules/loyalty/persistence/insight-service"
import type { EvaluatedLine } from "../../../modules/loyalty/types/rows"
import type {
  AdminLoyaltyAdjustmentDue,
  AdminLoyaltyAuditEntry,
  AdminLoyaltyBasketLine,
  AdminLoyaltyEngineCall,
  AdminLoyaltyOperation,
  AdminLoyaltySession,
  AdminLoyaltySessionDetail,
  AdminLoyaltySessionMember,
  AdminLoyaltySessionReward,
  AdminLoyaltySessionTransaction,
  AdminLoyaltySessionTransition,
} from "../../../types/http/admin"
import type { SkippedReward } from "../../../types/provider"

export type SessionRecord = InferTypeOf<typeof Session>
type OperationRecord = Pick<InferTypeOf<typeof Operation>, (typeof OPERATION_FIELDS)[number]>

/** What Admin reads of an operation: never the sealed body or the snapshot, which name the member. */
export const OPERATION_FIELDS = [
  "id",
  "kind",
  "status",
  "sequence",
  "store_id",
  "provider_id",
  "session_id",
  "order_id",
  "customer_id",
  "idempotency_key",
  "attempts",
  "first_attempt_at",
  "next_attempt_at",
  "last_error_code",
  "last_error",
  "done_at",
  "created_at",
  "updated_at",
] as const

/** A member for Admin: masked, never an identifier. */
export function memberView(member: InferTypeOf<typeof Member>): AdminLoyaltySessionMember {
  return {
    id: member.id,
    masked_id: member.masked_identifier,
    display_name: member.display_name,
    points_balance: member.points_balance,
    tier: member.tier,
  }
}

/** A session as lists show it. */
export function sessionView(
  session: SessionRecord,
  members: ReadonlyMap<string, AdminLoyaltySessionMember>,
): AdminLoyaltySession {
  const evaluation = session.evaluation
  return {
    id: session.id,
    store_id: session.store_id,
    provider_id: session.provider_id,
    participant_id: session.participant_id,
    site_id: session.site_id,
    cart_id: session.cart_id,
    order_id: session.order_id,
    customer_id: session.customer_id,
    status: session.status,
    failure_reason: session.failure_reason,
    member: members.get(session.member_id) ?? null,
    points: {
      earn_preview: Number(evaluation?.["earned_points"] ?? 0),
      redeem: Number(evaluation?.["redeemed_points"] ?? 0),
    },
    discount_total: major(session.discount_total, session.currency_code),
    currency_code: session.currency_code,
    stale: session.stale,
    degraded: session.degraded,
    last_error_code: session.last_error_code,
    provider_session_id: session.provider_session_id,
    provider_transaction_id: session.provider_transaction_id,
    pos_sequence_id: session.pos_sequence_id,
    config_version: session.config_version,
    opened_at: session.opened_at,
    evaluated_at: session.evaluated_at,
    expires_at: session.expires_at,
    finalized_at: session.finalized_at,
    updated_at: session.updated_at,
  }
}

export function transitionView(
  transition: InferTypeOf<typeof SessionTransition>,
): AdminLoyaltySessionTransition {
  const { id, from, to, reason, actor, correlation_id, at } = transition
  return { id, from, to, reason, actor, correlation_id, at }
}

export function rewardView(
  reward: InferTypeOf<typeof SessionReward>,
  currency_code: string,
): AdminLoyaltySessionReward {
  const allocations = (reward.allocations ?? []) as unknown as {
    line_item_id: string
    amount: number
  }[]
  return {
    id: reward.id,
    provider_reward_id: reward.provider_reward_id,
    type: reward.type,
    level: reward.level,
    description: reward.description,
    prompt: reward.prompt,
    points_cost: reward.points_cost,
    method: reward.method,
    value: reward.value,
    quantity: reward.quantity,
    limit: limitOf(reward),
    state: reward.state,
    reason: reward.reason,
    amount: major(reward.amount, currency_code),
    allocations: allocations.map(({ line_item_id, amount }) => ({
      line_item_id,
      amount: major(amount, currency_code),
    })),
  }
}

export function transactionView(
  entry: InferTypeOf<typeof LoyaltyTransaction>,
  currency_code: string,
): AdminLoyaltySessionTransaction {
  const { id, kind, earned_points, redeemed_points, points_balance, receipt_id, at } = entry
  return {
    id,
    kind,
    earned_points,
    redeemed_points,
    points_balance,
    discount_total: major(entry.discount_total, currency_code),
    receipt_id,
    at,
  }
}

/** An operation for Admin; picks, so that a column added later does not show by itself. */
export function operationView(operation: OperationRecord): AdminLoyaltyOperation {
  return {
    id: operation.id,
    kind: operation.kind,
    status: operation.status,
    sequence: operation.sequence,
    store_id: operation.store_id,
    provider_id: operation.provider_id,
    session_id: operation.session_id,
    order_id: operation.order_id,
    customer_id: operation.customer_id,
    idempotency_key: operation.idempotency_key,
    attempts: operation.attempts,
    first_attempt_at: operation.first_attempt_at,
    next_attempt_at: operation.next_attempt_at,
    last_error_code: operation.last_error_code,
    last_error: operation.last_error,
    done_at: operation.done_at,
    created_at: operation.created_at,
    updated_at: operation.updated_at,
  }
}

function major(minor: number, currency_code: string): number {
  return fromMinor(minor, digitsOf(currency_code))
}

function limitOf({ limit }: InferTypeOf<typeof SessionReward>): AdminLoyaltySessionReward["limit"] {
  const stored = limit as { type: "quantity" | "amount"; value_decimal: string } | null
  return stored && { type: stored.type, value: stored.value_decimal }
}

/** The basket of the last good evaluation; empty for one of an earlier version. */
export function basketView(session: SessionRecord): AdminLoyaltyBasketLine[] {
  const lines = (session.evaluation?.["basket"] ?? []) as unknown as EvaluatedLine[]
  return lines.map((line) => ({
    line_item_id: line.line_item_id,
    sku: line.sku,
    title: line.title,
    quantity: line.quantity,
    unit_price: Number(line.unit_price),
    amount: major(line.amount, session.currency_code),
    other_discounts: major(line.foreign_discount, session.currency_code),
  }))
}

export function skippedView(session: SessionRecord): AdminLoyaltySessionDetail["skipped_rewards"] {
  const skipped = (session.evaluation?.["skipped"] ?? []) as unknown as SkippedReward[]
  return skipped.map(({ id, reason }) => ({ provider_reward_id: id, reason }))
}

export function engineCallView(made: InferTypeOf<typeof EngineCall>): AdminLoyaltyEngineCall {
  const { id, call, ok, error_code, outcome, message, latency_ms, correlation_id, at } = made
  return { id, call, ok, error_code, outcome, message, latency_ms, correlation_id, at }
}

export function auditView(entry: AuditRow): AdminLoyaltyAuditEntry {
  const { id, actor, action, subject_id, reason, at } = entry
  return { id, actor, action, subject_id, reason, at }
}

export function adjustmentView(
  due: Omit<AdminLoyaltyAdjustmentDue, "amount"> & { amount: number },
): AdminLoyaltyAdjustmentDue {
  return {
    id: due.id,
    kind: due.kind,
    session_id: due.session_id,
    order_id: due.order_id,
    points: due.points,
    amount: major(due.amount, due.currency_code),
    currency_code: due.currency_code,
    created_at: due.created_at,
    settled_at: due.settled_at,
    settled_by: due.settled_by,
    settle_reason: due.settle_reason,
  }
}

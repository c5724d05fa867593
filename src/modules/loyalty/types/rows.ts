/**
 * Rows as Postgres returns them through the module's own statements. Dates are `Date`, money is
 * integer minor units, JSON columns are parsed.
 */
import type { RewardMethod, RewardSelection } from "../../../types/provider"
import type { SessionStatus } from "../domain/session-machine"

export interface MemberRow {
  id: string
  provider_id: string
  participant_id: string
  provider_member_id: string
  masked_identifier: string | null
  display_name: string | null
  customer_id: string | null
  linked_at: Date | null
  tier: string | null
  points_balance: number | null
  balance_as_of: Date | null
  erase_requested_at: Date | null
  erased_at: Date | null
}

/** What a shopper sees of a member. */
export type MemberSummary = Pick<
  MemberRow,
  "masked_identifier" | "display_name" | "tier" | "points_balance"
>

export interface HistoryRow {
  at: Date
  type: string
  points: number
  description: string
  receipt_id: string | null
}

export interface EvaluationSummary {
  earned_points: number
  multiplier: number | null
  base_points: number
  bonus_points: number
  tier_bonus_points: number
  redeemed_points: number
  messages: string[]
  /** Rewards that nobody could apply, with the reason; absent in rows of earlier versions. */
  skipped?: { id: string; reason: string }[]
  /** What the engine was asked about, for Admin; absent in rows of earlier versions. */
  basket?: EvaluatedLine[]
}

/** A line of the basket as the engine saw it. Money in minor units, the price as a decimal. */
export interface EvaluatedLine {
  line_item_id: string
  line_number: number
  sku: string
  title: string
  quantity: number
  unit_price: string
  amount: number
  /** What others took off already. */
  foreign_discount: number
}

export interface SessionRow {
  id: string
  store_id: string
  provider_id: string
  participant_id: string
  site_id: string
  config_version: number
  cart_id: string
  order_id: string | null
  customer_id: string | null
  sales_channel_id: string | null
  member_id: string
  provider_session_id: string | null
  pos_sequence_id: string
  message_sequence: number
  status: SessionStatus
  failure_reason: string | null
  basket_fingerprint: string | null
  evaluation_fingerprint: string | null
  evaluated_at: Date | null
  evaluation: EvaluationSummary | null
  selection: RewardSelection | null
  discount_total: number
  currency_code: string
  stale: boolean
  degraded: boolean
  retry_at: Date | null
  last_error_code: string | null
  version: number
  opened_at: Date
  expires_at: Date
  finalized_at: Date | null
  provider_transaction_id: string | null
  metadata: Record<string, unknown> | null
  updated_at: Date
}

export interface RewardAllocation {
  line_item_id: string
  line_number: number
  amount: number
}

export type RewardState = "applied" | "offered" | "accepted" | "declined" | "unavailable"

export interface SessionRewardRow {
  id: string
  session_id: string
  provider_reward_id: string
  type: "instant" | "optional"
  level: "line" | "ticket"
  method: RewardMethod
  value: string
  limit: { type: "quantity" | "amount"; value_decimal: string } | null
  target_line_number: number | null
  description: string
  prompt: string | null
  points_cost: number
  state: RewardState
  reason: string | null
  quantity: number
  unit_based: boolean
  amount: number
  amount_if_accepted: number
  allocations: RewardAllocation[]
  position: number
}

export type OperationKind = "finalize" | "reverse" | "cancel" | "enrol" | "sync"
export type OperationStatus = "due" | "in_flight" | "unknown" | "done" | "dead"

export interface OperationRow {
  id: string
  kind: OperationKind
  subject_id: string
  sequence: number
  order_id: string | null
  session_id: string | null
  member_id: string | null
  customer_id: string | null
  store_id: string
  provider_id: string
  status: OperationStatus
  snapshot: Record<string, unknown> | null
  idempotency_key: string | null
  sealed_body: string | null
  ever_unknown: boolean
  attempts: number
  first_attempt_at: Date | null
  next_attempt_at: Date | null
  fence: number
  lease_until: Date | null
  last_error_code: string | null
  last_error: string | null
  done_at: Date | null
  created_at: Date
}

/** A confirmed booking. A reversal's figures are negative, so that the rows of an order add up. */
export interface LoyaltyTransactionRow {
  id: string
  session_id: string
  order_id: string
  member_id: string
  operation_id: string
  kind: "finalize" | "reverse"
  earned_points: number
  redeemed_points: number
  points_balance: number | null
  discount_total: number
  currency_code: string
  receipt_id: string | null
  rejected_rewards: { provider_reward_id: string; code: string }[] | null
  at: Date
}

/** Who did it and in which request, for the audit. */
export interface Cause {
  reason: string
  /** `shopper`, `system`, or the id of an admin user. */
  actor: string
  correlation_id: string
}

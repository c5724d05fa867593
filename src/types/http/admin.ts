import type { BreakerState } from "../provider"
import type { LoyaltySessionStatus } from "./store"

export type * from "./admin-members"
export type * from "./admin-stores"

export interface AdminLoyaltySessionListParams {
  store_id?: string | string[]
  status?: LoyaltySessionStatus | LoyaltySessionStatus[]
  order_id?: string
  /** Last four digits of a phone or card, an order number or id, or a cart id. */
  q?: string
  limit?: number
  offset?: number
  order?: string
}

export interface AdminLoyaltySessionMember {
  id: string
  masked_id: string | null
  display_name: string | null
  points_balance: number | null
  tier: string | null
}

/** A session as lists show it. Money in major units. */
export interface AdminLoyaltySession {
  id: string
  store_id: string
  provider_id: string
  participant_id: string
  site_id: string
  cart_id: string
  order_id: string | null
  customer_id: string | null
  status: LoyaltySessionStatus
  failure_reason: string | null
  member: AdminLoyaltySessionMember | null
  points: { earn_preview: number; redeem: number }
  discount_total: number
  currency_code: string
  stale: boolean
  degraded: boolean
  last_error_code: string | null
  provider_session_id: string | null
  provider_transaction_id: string | null
  pos_sequence_id: string
  config_version: number
  opened_at: string | Date
  evaluated_at: string | Date | null
  expires_at: string | Date
  finalized_at: string | Date | null
  updated_at: string | Date
}

export interface AdminLoyaltySessionTransition {
  id: string
  from: string | null
  to: string
  reason: string
  actor: string
  correlation_id: string
  at: string | Date
}

export interface AdminLoyaltySessionReward {
  id: string
  provider_reward_id: string
  type: "instant" | "optional"
  level: "line" | "ticket"
  description: string
  prompt: string | null
  points_cost: number
  /** How the engine said it: with value and limit the reason for the amount. */
  method: string
  /** Major units, or percent for `percent_off`. */
  value: string
  /** Of how many units, or how much volume. */
  quantity: number
  limit: { type: "quantity" | "amount"; value: string } | null
  state: "applied" | "offered" | "accepted" | "declined" | "unavailable"
  reason: string | null
  amount: number
  allocations: { line_item_id: string; amount: number }[]
}

/** An operation of the outbox; its frozen body and snapshot stay sealed. */
export interface AdminLoyaltyOperation {
  id: string
  kind: "finalize" | "reverse" | "cancel" | "enrol" | "sync"
  status: "due" | "in_flight" | "unknown" | "done" | "dead"
  sequence: number
  store_id: string
  provider_id: string
  session_id: string | null
  order_id: string | null
  customer_id: string | null
  idempotency_key: string | null
  attempts: number
  first_attempt_at: string | Date | null
  next_attempt_at: string | Date | null
  last_error_code: string | null
  last_error: string | null
  done_at: string | Date | null
  created_at: string | Date
  updated_at: string | Date
}

export interface AdminLoyaltySessionTransaction {
  id: string
  kind: "finalize" | "reverse"
  earned_points: number
  redeemed_points: number
  points_balance: number | null
  discount_total: number
  receipt_id: string | null
  at: string | Date
}

/** A line of the basket as the engine was last asked about it. Money in major units. */
export interface AdminLoyaltyBasketLine {
  line_item_id: string
  sku: string
  title: string
  quantity: number
  unit_price: number
  amount: number
  /** What promotions that are not loyalty's took off before. */
  other_discounts: number
}

/** One request to an engine. A call that the breaker stopped was none. */
export interface AdminLoyaltyEngineCall {
  id: string
  call: string
  ok: boolean
  error_code: string | null
  /** Of a call that failed: `not_applied`, or `unknown` where the engine may have acted. */
  outcome: string | null
  message: string | null
  latency_ms: number
  /** The operation's id where an operation made the call. */
  correlation_id: string
  at: string | Date
}

/** What a person did in Admin. */
export interface AdminLoyaltyAuditEntry {
  id: string
  /** The id of an admin user. */
  actor: string
  action: string
  subject_id: string
  reason: string | null
  at: string | Date
}

/** What a person must settle because no call to the engine can. */
export interface AdminLoyaltyAdjustmentDue {
  id: string
  kind: string
  session_id: string
  order_id: string | null
  points: number
  amount: number
  currency_code: string
  created_at: string | Date
  settled_at: string | Date | null
  settled_by: string | null
  settle_reason: string | null
}

export interface AdminLoyaltySessionDetail extends AdminLoyaltySession {
  transitions: AdminLoyaltySessionTransition[]
  rewards: AdminLoyaltySessionReward[]
  basket: AdminLoyaltyBasketLine[]
  /** Rewards of the last evaluation that could not be applied as the engine said them. */
  skipped_rewards: { provider_reward_id: string; reason: string }[]
  operations: AdminLoyaltyOperation[]
  transactions: AdminLoyaltySessionTransaction[]
  engine_calls: AdminLoyaltyEngineCall[]
  adjustments: AdminLoyaltyAdjustmentDue[]
  audit: AdminLoyaltyAuditEntry[]
}

export interface AdminLoyaltySessionListResponse {
  loyalty_sessions: AdminLoyaltySession[]
  count: number
  offset: number
  limit: number
}

export interface AdminLoyaltySessionResponse {
  loyalty_session: AdminLoyaltySessionDetail
}

export interface AdminLoyaltySessionAction {
  reason: string
}

export interface AdminReplayLoyaltyOperations {
  /** At most 100. */
  ids: string[]
  reason: string
}

/** What is due at once now; ids that had nothing to send are left out. */
export interface AdminReplayLoyaltyOperationsResponse {
  operations: AdminLoyaltyOperation[]
}

export type AdminLoyaltyOperationFilter = AdminLoyaltyOperation["status"] | "waiting"

export interface AdminLoyaltyOperationListParams {
  store_id?: string | string[]
  session_id?: string
  order_id?: string
  kind?: AdminLoyaltyOperation["kind"] | AdminLoyaltyOperation["kind"][]
  /** `waiting`: due, but only once the store's policy is met. */
  status?: AdminLoyaltyOperationFilter | AdminLoyaltyOperationFilter[]
  /** An order number, or the id of an operation, a session or an order. */
  q?: string
  limit?: number
  offset?: number
  order?: string
}

export interface AdminLoyaltyOperationListResponse {
  operations: AdminLoyaltyOperation[]
  count: number
  offset: number
  limit: number
}

export interface AdminLoyaltyOverviewParams {
  /** Without it, all stores. */
  store_id?: string | string[]
  /** RFC 3339; 30 days before `to` by default. */
  from?: string
  /** RFC 3339, not part of the period; now by default. At most 366 days after `from`. */
  to?: string
  /** IANA name by whose midnight a day begins; UTC by default. */
  time_zone?: string
}

export interface AdminLoyaltyOverviewPoint {
  at: string | Date
  /** Sessions opened in this step, and those among them that led to an order. */
  sessions: number
  orders: number
  /** Orders placed in this step, and those among them that a session led to and that did not fail. */
  orders_placed: number
  orders_with_member: number
  earned_points: number
  redeemed_points: number
  /** What orders of these sessions were given off, in major units. */
  discounts: { currency_code: string; amount: number }[]
  /** Milliseconds; null for a step without an evaluation. */
  evaluation_p50_ms: number | null
}

/** The dashboard's figures of one period. */
export interface AdminLoyaltyOverview {
  from: string
  to: string
  /** The step of `series`: hours for up to two days. */
  bucket: "hour" | "day"
  /** Sessions opened in the period, by where they stand now. */
  sessions: Record<LoyaltySessionStatus, number>
  /** Points that engines confirmed in the period. */
  points: { earned: number; redeemed: number; reversals: number }
  /** What orders of these sessions were given off, in major units. */
  discounts: { currency_code: string; amount: number }[]
  /**
   * Orders placed in the period at these stores, and those among them that a session led to and
   * that did not fail.
   */
  orders: { placed: number; with_member: number }
  evaluation: { calls: number; failed: number; p50_ms: number | null; p95_ms: number | null }
  /** Orders of members that nothing decides, as of the last sweep; without a store also the ones of no store. */
  orders_without_decision: number
  /** The outbox at this moment, whatever the period. */
  operations: {
    waiting: number
    due: number
    unknown: number
    dead: number
    oldest_due_at: string | Date | null
  }
  /** The breaker of each store that is on, as this process and the others found it. */
  engines: { store_id: string; circuit_breaker: BreakerState }[]
  series: AdminLoyaltyOverviewPoint[]
}

export interface AdminLoyaltyOverviewResponse {
  overview: AdminLoyaltyOverview
}

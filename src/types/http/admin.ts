import type { EngineHealth } from "./health"
import type { LoyaltySessionStatus } from "./store"

export type LoyaltyFinalizeOn = "order_placed" | "fulfillment" | "delivery" | "order_completed"

/** A store's loyalty; secrets are write-only and never part of it. */
export interface AdminLoyaltyStoreConfig {
  id: string
  store_id: string
  provider_id: string
  enabled: boolean
  participant_id: string | null
  site_id: string | null
  finalize_on: LoyaltyFinalizeOn
  sales_channel_ids: string[]
  settings: Record<string, unknown>
  has_credentials: boolean
  client_id_hint: string | null
  config_version: number
  created_at: string | Date
  updated_at: string | Date
}

export interface AdminLoyaltyStore {
  id: string
  name: string
  config: AdminLoyaltyStoreConfig | null
  /** Null while the store has no loyalty or it is off. */
  health: EngineHealth | null
}

export interface AdminLoyaltyStoreListResponse {
  stores: AdminLoyaltyStore[]
  /** Ids that `provider_id` may have. */
  provider_ids: string[]
  count: number
  offset: number
  limit: number
}

/** Null for a store that never had loyalty. */
export interface AdminLoyaltyStoreConfigResponse {
  store_config: AdminLoyaltyStoreConfig | null
}

export interface AdminUpdateLoyaltyStoreConfig {
  enabled?: boolean
  provider_id?: string
  participant_id?: string | null
  site_id?: string | null
  finalize_on?: LoyaltyFinalizeOn
  sales_channel_ids?: string[]
  /** Merged key by key; null removes a key. */
  settings?: Record<string, unknown>
  /** Replaces the stored credentials; null removes them. */
  credentials?: Record<string, string> | null
}

export interface AdminSwitchLoyaltyStores {
  ids: string[]
  enabled: boolean
}

export interface AdminSwitchLoyaltyStoresResponse {
  store_configs: AdminLoyaltyStoreConfig[]
}

export interface AdminLoyaltyTestConnectionResponse {
  ok: boolean
  steps: { step: string; ok: boolean; latency_ms: number; code?: string }[]
}

export interface AdminLoyaltySessionListParams {
  store_id?: string
  status?: LoyaltySessionStatus | LoyaltySessionStatus[]
  order_id?: string
  /** Last four digits of a phone or card, an order id, or a cart id. */
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

export interface AdminLoyaltySessionDetail extends AdminLoyaltySession {
  transitions: AdminLoyaltySessionTransition[]
  rewards: AdminLoyaltySessionReward[]
  operations: AdminLoyaltyOperation[]
  transactions: AdminLoyaltySessionTransaction[]
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

export interface AdminLoyaltyOperationListResponse {
  operations: AdminLoyaltyOperation[]
  count: number
  offset: number
  limit: number
}

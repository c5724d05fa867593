import type { EngineHealth } from "./health"

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
  /** Deleted in Medusa; listed as long as its loyalty is on or has sales channels. */
  deleted: boolean
  config: AdminLoyaltyStoreConfig | null
  /** Null while the store has no loyalty or it is off. */
  health: EngineHealth | null
}

export type AdminLoyaltyCompletionGuard = "held" | "taken" | "failed" | "host" | "pending"

export type AdminLoyaltyStoreState = "on" | "off" | "not_set_up"

export interface AdminLoyaltyStoreListParams {
  /** A part of the store's name. */
  q?: string
  /** Whether its loyalty is on; any of several. */
  state?: AdminLoyaltyStoreState | AdminLoyaltyStoreState[]
  limit?: number
  offset?: number
  order?: string
}

export interface AdminLoyaltyStoreListResponse {
  stores: AdminLoyaltyStore[]
  /** Ids that `provider_id` may have. */
  provider_ids: string[]
  /**
   * Whether discounts are checked when an order is made without HTTP: `held` and `host` are; with
   * `taken`, `failed` and `pending` no store can be switched on.
   */
  completion_guard: AdminLoyaltyCompletionGuard
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

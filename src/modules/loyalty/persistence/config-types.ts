import type { FinalizePolicy } from "../domain/finalize-policy"

/** A store's loyalty as it is stored; no secret is in it. */
export interface StoreConfigRow {
  id: string
  store_id: string
  provider_id: string
  enabled: boolean
  participant_id: string | null
  site_id: string | null
  finalize_on: FinalizePolicy
  settings: Record<string, unknown>
  config_version: number
  created_at: Date
  updated_at: Date
}

/** With the credentials of the same moment, still sealed. */
export interface SealedStoreConfig extends StoreConfigRow {
  sealed: string | null
}

/** A row with what hangs on it, for Admin. */
export interface StoreConfigWithChannels extends StoreConfigRow {
  sales_channel_ids: string[]
  has_credentials: boolean
  client_id_hint: string | null
}

/** What Admin may see of a store's loyalty. */
export interface StoreConfigView {
  id: string
  store_id: string
  provider_id: string
  enabled: boolean
  participant_id: string | null
  site_id: string | null
  finalize_on: FinalizePolicy
  sales_channel_ids: string[]
  settings: Record<string, unknown>
  has_credentials: boolean
  client_id_hint: string | null
  config_version: number
  created_at: Date
  updated_at: Date
}

/** Changes to a store's loyalty; what is left out stays as it is. */
export interface SaveStoreConfigInput {
  store_id: string
  provider_id?: string
  enabled?: boolean
  participant_id?: string | null
  site_id?: string | null
  finalize_on?: FinalizePolicy
  /** All channels of the store; replaces what it had. */
  sales_channel_ids?: string[]
  /** Merged key by key into what is stored; null removes a key. */
  settings?: Record<string, unknown>
  /** Replaces the stored credentials as a whole; null removes them. */
  credentials?: Record<string, string> | null
  /** Credentials sealed by `sealCredentialsInput`, for callers whose input is kept, as workflows' is. */
  sealed_credentials?: string
}

/** Who changed it and in which request. */
export interface ConfigCause {
  actor_id: string
  correlation_id: string
}

/**
 * What a connection is asked for. A session keeps the participant and site it was opened for,
 * whatever the store says now; a store's own row is taken as it is.
 */
export interface ConnectionRef {
  store_id: string
  provider_id: string
  participant_id: string | null
  site_id: string | null
  config_version: number
}

/**
 * Whether discounts are checked when a cart is completed without HTTP: `held` by us, `taken` by
 * somebody else's handler, `failed` to register, `host` where the shop calls our check itself,
 * `pending` until the application has started.
 */
export type CompletionGuardState = "held" | "taken" | "failed" | "host" | "pending"

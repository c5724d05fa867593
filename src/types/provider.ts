/**
 * The provider port: what the plugin asks of a loyalty engine, in words that belong to no engine.
 *
 * Money is an integer in minor units of the basket's currency, unless a name says `decimal`
 * (a plain decimal string in major units, as engines quote prices). Points are integers.
 * Expected outcomes are values (`ProviderResult`); a provider throws only on a bug of its own.
 */
import type { Context } from "@medusajs/framework/types"

import type {
  Basket,
  Evaluation,
  FinalizeLine,
  GrantedReward,
  MinorUnits,
  RewardSelection,
} from "./basket"

export type * from "./basket"

/** Characters of a reward's id: a shop sends it back when its shopper accepts the reward. */
export const REWARD_ID_LENGTH_MAX = 128

export const PROVIDER_ERROR_CODES = [
  "invalid_request",
  "member_not_found",
  "member_inactive",
  "insufficient_points",
  "reward_not_available",
  "qualifier_lost",
  "session_not_found",
  "already_finalized",
  "in_progress",
  "idempotency_mismatch",
  "auth_failed",
  "forbidden",
  "rate_limited",
  "unavailable",
  "timeout",
  "circuit_open",
  "protocol_error",
  "not_supported",
] as const
export type ProviderErrorCode = (typeof PROVIDER_ERROR_CODES)[number]

export interface ProviderFailure {
  code: ProviderErrorCode
  /** Whether the same call may succeed later without anybody changing anything. */
  retryable: boolean
  /**
   * What the engine may have done: `not_applied` is certain (never sent, or refused);
   * `unknown` means sent and no answer that can be trusted, so ask for the status first.
   */
  outcome: "not_applied" | "unknown"
  /** Seconds the engine asked us to wait, already capped. */
  retry_after_s?: number
  /** Safe for logs and Admin: no secret, no personal data, no reply body. */
  message: string
  details?: { reward_ids?: string[]; http_status?: number; engine_code?: string }
}

export type ProviderResult<T> = { ok: true; value: T } | { ok: false; error: ProviderFailure }

export const CAPABILITIES = ["enrol", "history", "cancel", "reverse"] as const
export type Capability = (typeof CAPABILITIES)[number]

/** How to reach the engine for one store; opened in memory for a call and never stored. */
export interface EngineConnection {
  store_id: string
  participant_id: string | null
  site_id: string | null
  settings: Record<string, unknown>
  credentials: Record<string, string> | null
  /** Part of every cache key: a changed configuration is a new key, so nothing needs invalidating. */
  config_version: number
}

export interface CallContext {
  connection: EngineConnection
  correlation_id: string
  /** The caller's patience. The provider's own deadline still applies, whichever ends first. */
  signal?: AbortSignal
  /** W3C trace context (`traceparent`, `tracestate`) for the engine; empty when nobody traces. */
  trace_headers?: Readonly<Record<string, string>>
  /** To be called when the engine refused a token that should have been good, and took a fresh one. */
  on_token_expired?: () => void
  /** For a provider that lives in the module's database and commits with the session. */
  shared_context?: Context
}

/** Names one conversation with the engine. */
export interface SessionRef {
  /** The engine's id of the session; null until identify answered. */
  provider_session_id: string | null
  /** Ours, unique per participant and site, assigned once per session. */
  pos_sequence_id: string
  /** Counts the calls of a session; a retry of one call repeats its number. */
  message_sequence: number
  /** The cart id before an order exists, then the order id. */
  transaction_id: string
}

export type IdentifierKind = "phone" | "email" | "card"
export type EntryMethod = "manual" | "scan" | "swipe" | "other"

/** A shopper's identifier, normalised: phones in E.164, e-mails in lower case. */
export interface LoyaltyIdentifier {
  kind: IdentifierKind
  value: string
  entry_method: EntryMethod
}

export interface IdentifyInput {
  session: SessionRef
  /** Set when the member is already known, e.g. linked to the customer. */
  provider_member_id: string | null
  identifier: LoyaltyIdentifier | null
}

export interface IdentifiedMember {
  provider_session_id: string
  provider_member_id: string
  /** As the engine says it; the module masks it before it leaves. */
  name: string | null
  points_balance: number
  tier: string | null
  masked_identifier: string | null
  expires_at: string | null
}

/** What an account is asked for with; the provider turns it into its wire body once. */
export interface EnrolSnapshot {
  session: SessionRef
  identifier: LoyaltyIdentifier
  email: string | null
  first_name: string | null
  last_name: string | null
  consent: { at: string; source: string }
  idempotency_key: string
}

export interface EnrolledMember extends Omit<
  IdentifiedMember,
  "provider_session_id" | "points_balance"
> {
  provider_session_id: string | null
  /** Null where the answer does not tell it: what is known stays. */
  points_balance: number | null
  /**
   * Whether this enrolment made the account. A repetition under the same `idempotency_key` says so
   * again: only then does a customer whose first answer was lost get the account that is theirs.
   */
  created: boolean
}

export interface CancelInput {
  session: SessionRef
  reason: string
}

export interface EvaluateInput {
  session: SessionRef
  provider_member_id: string
  basket: Basket
  /** Hex; the engine echoes it and the provider refuses a reply that carries another. */
  fingerprint: string
  selection: RewardSelection
}

/** What was really handed over and granted; the provider turns it into its wire body once. */
export interface FinalizeSnapshot {
  session: SessionRef
  provider_member_id: string
  identifier: LoyaltyIdentifier | null
  order_id: string
  currency_code: string
  currency_digits: number
  lines: FinalizeLine[]
  granted_rewards: GrantedReward[]
  cancelled_reward_ids: string[]
  redeemed_points: number
  /** Merchandise after all discounts, before tax, of the fulfilled lines. */
  final_amount: MinorUnits
  tax_amount: MinorUnits
  total_amount: MinorUnits
  /** RFC 3339: placed, and handed over. */
  event_start_at: string
  event_end_at: string
}

/** Frozen before the first send; every retry repeats both to the letter. */
export interface FrozenRequest {
  idempotency_key: string
  body: string
}

export interface FinalizeOutcome {
  earned_points: number
  redeemed_points: number
  /** The engine's number, shown as it is. */
  points_balance: number | null
  receipt_id: string | null
  rejected_rewards: { provider_reward_id: string; code: string }[]
  duplicate: boolean
}

export interface ReversalSnapshot {
  session: SessionRef
  order_id: string
  reversal_number: number
  currency_digits: number
  lines: FinalizeLine[]
  /** What goes back of each; a `quantity` of 0 while only a part of its money and points does. */
  granted_rewards: GrantedReward[]
  earned_points: number
  redeemed_points: number
}

export interface ReversalOutcome {
  points_balance: number | null
  receipt_id: string | null
}

export interface EngineSessionStatus {
  status: "active" | "pending_finalization" | "finalized" | "failed" | "not_found"
  transaction_id: string | null
  earned_points: number | null
  redeemed_points: number | null
  points_balance: number | null
  receipt_id: string | null
}

export interface HistoryEntry {
  /** Stable for the entry, so that syncing twice stores it once. */
  key: string
  at: string
  type: string
  points: number
  description: string
  receipt_id: string | null
}

export interface MemberHistory {
  /** Null where the engine does not tell it with the history: what is known stays. */
  points_balance: number | null
  /** The same. */
  tier: string | null
  entries: HistoryEntry[]
  next_cursor: string | null
}

export interface ConnectionCheckStep {
  step: string
  ok: boolean
  latency_ms: number
  code?: string
}

export type BreakerState = "CLOSED" | "OPEN" | "HALF_OPEN"

/**
 * What the processes of a shop tell each other about engines that are down. The module puts one
 * into every provider's container as `loyalty_breakers`; a provider names its engines by keys.
 */
export interface BreakerBoard {
  /** Milliseconds for which to leave an engine alone because some process found it down, or 0. */
  openFor_ms(key: string): Promise<number>
  /** The same as far as this process knows it now, for health. */
  knownOpenFor_ms(key: string): number
  /** This process found an engine down and leaves it alone for so long. Never throws. */
  opened(key: string, open_ms: number): Promise<void>
}

export interface SettingsIssue {
  path: string
  message: string
}

export type SettingsCheck =
  { ok: true; settings: Record<string, unknown> } | { ok: false; issues: SettingsIssue[] }

export interface SettingsCheckInput {
  /** The engine's own; what every store has whatever its engine is checked and kept by the plugin. */
  settings: Record<string, unknown>
  credentials: Record<string, string> | null
  /** Null where the merchant left it empty, as the site: an engine that needs them names them. */
  participant_id: string | null
  site_id: string | null
}

/** A loyalty engine. Extend `AbstractLoyaltyProvider` rather than implementing it bare. */
export interface LoyaltyProvider {
  /** What this store's engine can do, from the store's flags. */
  capabilities(connection: EngineConnection): ReadonlySet<Capability>
  /** Checks a store's settings before they are saved; messages are for the merchant. */
  checkSettings(input: SettingsCheckInput): Promise<SettingsCheck>
  /** Settings that say where secrets are sent: changing one asks for the credentials again. */
  secretBoundSettings(): readonly string[]
  /** The most decimals that this engine takes in an amount; carts in other currencies have no loyalty. */
  amountDigitsMax(): number

  identify(call: CallContext, input: IdentifyInput): Promise<ProviderResult<IdentifiedMember>>
  /** Pure, as `freezeFinalize`: what of the store's settings goes into the body stays in it. */
  freezeEnrol(connection: EngineConnection, snapshot: EnrolSnapshot): FrozenRequest
  /** Of an operation that is repeated, `attempt` counts its sends, from 0; here and below. */
  enrol(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<EnrolledMember>>
  /** Dry and repeatable: commits nothing. */
  evaluate(call: CallContext, input: EvaluateInput): Promise<ProviderResult<Evaluation>>

  /** Pure: the same snapshot gives the same body and key. */
  freezeFinalize(connection: EngineConnection, snapshot: FinalizeSnapshot): FrozenRequest
  /** Commits, at most once in effect for one key. */
  finalize(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<FinalizeOutcome>>
  freezeReversal(connection: EngineConnection, snapshot: ReversalSnapshot): FrozenRequest
  reverse(
    call: CallContext,
    request: FrozenRequest,
    attempt: number,
  ): Promise<ProviderResult<ReversalOutcome>>

  /** A repetition has the same input to the letter, the number of the message included. */
  cancel(call: CallContext, input: CancelInput, attempt: number): Promise<ProviderResult<null>>
  status(
    call: CallContext,
    input: { session: SessionRef },
  ): Promise<ProviderResult<EngineSessionStatus>>
  history(
    call: CallContext,
    input: { provider_member_id: string; cursor: string | null },
  ): Promise<ProviderResult<MemberHistory>>

  /** Walks through a connection step by step, for "test connection". */
  checkConnection(call: CallContext): Promise<{ ok: boolean; steps: ConnectionCheckStep[] }>
  breakerState(connection: EngineConnection): BreakerState
}

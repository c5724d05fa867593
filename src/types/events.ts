/** Names of the events this plugin emits. */
export const LOYALTY_EVENTS = {
  SESSION_CREATED: "loyalty.session_created",
  REWARDS_EVALUATED: "loyalty.rewards_evaluated",
  SESSION_PENDING: "loyalty.session_pending",
  SESSION_FINALIZED: "loyalty.session_finalized",
  SESSION_REVERSED: "loyalty.session_reversed",
  SESSION_FAILED: "loyalty.session_failed",
  MEMBER_LINKED: "loyalty.member_linked",
  CONFIG_CHANGED: "loyalty.config_changed",
  AUTH_TOKEN_EXPIRED: "loyalty.auth_token_expired",
  PROVIDER_UNAVAILABLE: "loyalty.provider_unavailable",
  PROVIDER_RECOVERED: "loyalty.provider_recovered",
} as const
export type LoyaltyEventName = (typeof LOYALTY_EVENTS)[keyof typeof LOYALTY_EVENTS]

/** A session; everything else about it is read from its row. */
export interface LoyaltySessionEvent {
  /** The session's id. */
  id: string
}

/** A session of whose order something was taken back. */
export interface LoyaltySessionReversedEvent extends LoyaltySessionEvent {
  order_id: string
}

/** A session that ended without points. */
export interface LoyaltySessionFailedEvent extends LoyaltySessionEvent {
  /** Why: `failure_reason` of the session. */
  reason: string
}

/** A membership that was linked to a customer. */
export interface LoyaltyMemberLinkedEvent {
  /** The member's id. */
  id: string
  customer_id: string
}

/** A store whose loyalty was saved or switched. */
export interface LoyaltyConfigChangedEvent {
  store_id: string
  /** Grows with every change. */
  config_version: number
}

/** Something about a store's engine. Stores with the same account at an engine are told one by one. */
export interface LoyaltyEngineEvent {
  /** The store whose call found it out. */
  store_id: string
  provider_id: string
}

/**
 * Each event and what it carries. Payloads are ids: whoever subscribes reads the rows again,
 * because an event can come late, twice or never. The JSON schemas in `docs/events` are made from
 * this map; fields may be added, none is taken away within a major version.
 */
export interface LoyaltyEvents {
  /** A shopper identified at a cart. */
  "loyalty.session_created": LoyaltySessionEvent
  /** A new answer of the engine was written to the cart. */
  "loyalty.rewards_evaluated": LoyaltySessionEvent
  /** An order was placed with the session; its finalize is in the outbox. */
  "loyalty.session_pending": LoyaltySessionEvent
  /** The engine has booked the order's points. */
  "loyalty.session_finalized": LoyaltySessionEvent
  /** The engine has taken back points of a return, an edit or a cancellation. */
  "loyalty.session_reversed": LoyaltySessionReversedEvent
  /** The session ended without points: released, expired, cancelled or refused. */
  "loyalty.session_failed": LoyaltySessionFailedEvent
  /** A customer has a membership from now on. */
  "loyalty.member_linked": LoyaltyMemberLinkedEvent
  /** One event for each store. */
  "loyalty.config_changed": LoyaltyConfigChangedEvent
  /** The engine refused a token before its time, and did not refuse a fresh one. */
  "loyalty.auth_token_expired": LoyaltyEngineEvent
  /** The engine failed repeatedly and is left alone for a moment: the breaker opened. */
  "loyalty.provider_unavailable": LoyaltyEngineEvent
  /** The engine answers again: the breaker closed. */
  "loyalty.provider_recovered": LoyaltyEngineEvent
}

import type { StoreLoyaltySession } from "./http-types.js"

/**
 * Why a call came to nothing. The first group are codes of the plugin's replies; the second is said
 * by this package, because no reply of the plugin was there.
 */
export type LoyaltyFailureCode =
  | "member_not_found"
  | "invalid_identifier"
  | "not_linked"
  | "session_not_found"
  | "session_not_active"
  | "reward_not_available"
  | "insufficient_points"
  | "loyalty_disabled"
  | "loyalty_unavailable"
  | "loyalty_total_changed"
  | "rate_limited"
  | "not_allowed"
  | "unauthorized"
  | "network"
  | "timeout"
  | "aborted"
  | "unknown"

/** Both totals in major units: what the shopper saw, and what the cart costs now. */
export interface TotalChange {
  previous_total: number
  total: number
}

export interface LoyaltyFailure {
  code: LoyaltyFailureCode
  /** The server's words, for logs; a shopper reads the dictionary's. */
  message: string
  /** HTTP status, or null when there was no reply. */
  status: number | null
  /** Seconds until trying again makes sense. */
  retry_after: number | null
  details: Record<string, unknown>
  /** With `loyalty_total_changed` only. */
  total_changed: (TotalChange & { session: StoreLoyaltySession | null }) | null
}

/** An expected outcome is a value: nothing in this package rejects because a server said no. */
export type Result<T> = { ok: true; value: T } | { ok: false; failure: LoyaltyFailure }

export const succeed = <T>(value: T): Result<T> => ({ ok: true, value })

export const fail = (
  code: LoyaltyFailureCode,
  rest: Partial<LoyaltyFailure> = {},
): { ok: false; failure: LoyaltyFailure } => ({
  ok: false,
  failure: {
    code,
    message: code,
    status: null,
    retry_after: null,
    details: {},
    total_changed: null,
    ...rest,
  },
})

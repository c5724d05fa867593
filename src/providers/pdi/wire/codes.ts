import type { ProviderErrorCode } from "../../../types/provider"

/** Contract 1.6: the engine's codes in our words. */
export const ENGINE_CODES: ReadonlyMap<string, ProviderErrorCode> = new Map([
  ["INVALID_REQUEST", "invalid_request"],
  ["MEMBER_NOT_FOUND", "member_not_found"],
  ["MEMBER_INACTIVE", "member_inactive"],
  ["INSUFFICIENT_POINTS", "insufficient_points"],
  ["REWARD_NOT_AVAILABLE", "reward_not_available"],
  ["REWARD_ALREADY_REDEEMED", "reward_not_available"],
  ["TOKEN_EXPIRED", "auth_failed"],
  ["FORBIDDEN_SITE", "forbidden"],
  ["SESSION_NOT_FOUND", "session_not_found"],
  ["ALREADY_FINALIZED", "already_finalized"],
  ["IN_PROGRESS", "in_progress"],
  ["IDEMPOTENCY_MISMATCH", "idempotency_mismatch"],
  ["BASKET_CHANGED", "qualifier_lost"],
  ["QUALIFIER_LOST", "qualifier_lost"],
  ["RATE_LIMITED", "rate_limited"],
  ["UNAVAILABLE", "unavailable"],
  ["TIMEOUT", "timeout"],
])

/** PDI's number for "no history yet", which is an answer and not a failure. */
export const EMPTY_HISTORY_CODE = "1061"

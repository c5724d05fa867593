import { isLoyaltyError, type LoyaltyErrorCode } from "../domain/errors"

export interface ErrorReply {
  status: number
  body: {
    type: string
    code: LoyaltyErrorCode
    message: string
    details?: Record<string, unknown>
    /** Seconds; stands in the `Retry-After` header too. */
    retry_after?: number
  }
}

/** Medusa's own error types and statuses; it has none for 409 with a message, 429 and 503. */
const REPLIES: Record<LoyaltyErrorCode, { status: number; type: string }> = {
  member_not_found: { status: 400, type: "invalid_data" },
  invalid_identifier: { status: 400, type: "invalid_data" },
  not_linked: { status: 404, type: "not_found" },
  session_not_found: { status: 404, type: "not_found" },
  session_not_active: { status: 409, type: "conflict" },
  reward_not_available: { status: 400, type: "not_allowed" },
  insufficient_points: { status: 400, type: "not_allowed" },
  loyalty_disabled: { status: 400, type: "not_allowed" },
  loyalty_unavailable: { status: 503, type: "unavailable" },
  rate_limited: { status: 429, type: "rate_limited" },
  loyalty_total_changed: { status: 409, type: "conflict" },
  illegal_transition: { status: 409, type: "conflict" },
  version_conflict: { status: 409, type: "conflict" },
  invariant_violated: { status: 500, type: "unexpected_state" },
  invalid_options: { status: 500, type: "unexpected_state" },
  invalid_settings: { status: 400, type: "invalid_data" },
  credentials_unreadable: { status: 400, type: "not_allowed" },
  not_allowed: { status: 400, type: "not_allowed" },
}

/** What may leave of an error's context; the rest is for logs. */
const PUBLIC_CONTEXT = [
  "issues",
  "settings",
  "reward_ids",
  "completion_guard",
  "from",
  "to",
  "points_balance",
  "points_needed",
]

/** How a domain error is answered over HTTP, or null for every other error. */
export function errorReply(error: unknown): ErrorReply | null {
  if (!isLoyaltyError(error)) {
    return null
  }
  const { status, type } = REPLIES[error.code]
  const details = Object.fromEntries(
    Object.entries(error.context).filter(([key]) => PUBLIC_CONTEXT.includes(key)),
  )
  const retry_after = error.context["retry_after"]
  return {
    status,
    body: {
      type,
      code: error.code,
      // A bug of ours says nothing useful to the caller; the log has it.
      message: status === 500 ? "An unknown error occurred." : error.message,
      ...(Object.keys(details).length > 0 && { details }),
      ...(typeof retry_after === "number" && { retry_after }),
    },
  }
}

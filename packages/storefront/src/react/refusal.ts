import type { LoyaltyFailure } from "../core/result.js"
import { isCalm } from "../core/state.js"
import type { MessageKey } from "../i18n/messages.js"

/** Which text tells the shopper about a refusal; null for what the calm line says already. */
export function refusalOf(failure: LoyaltyFailure | null): MessageKey | null {
  if (failure === null || isCalm(failure)) {
    return null
  }
  switch (failure.code) {
    case "rate_limited":
      return "rate_limited"
    case "insufficient_points":
      return "insufficient_points"
    case "reward_not_available":
      return "reward_refused"
    case "not_allowed":
      return "release_refused"
    case "session_not_found":
    case "session_not_active":
      return "session_ended"
    default:
      return "identify_refused"
  }
}

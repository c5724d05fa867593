import { REFUSALS } from "../core/failure.js"
import type { LoyaltyFailure } from "../core/result.js"
import type { MessageKey } from "../i18n/messages.js"

/** Which text tells the shopper about a refusal; null for what the calm line says already. */
export const refusalOf = (failure: LoyaltyFailure | null): MessageKey | null =>
  failure && REFUSALS[failure.code]

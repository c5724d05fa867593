import type { StoreConfigRow } from "../../../modules/loyalty/persistence/config-types"
import type { AgeGate } from "../../../modules/loyalty/domain/reward-eligibility"
import type { SessionRow } from "../../../modules/loyalty/types/rows"

/**
 * Whether rewards on age-restricted lines apply: only where the store allows it and the session
 * records a verification (edge case 23). The record is made by `recordAgeVerificationWorkflow`
 * from the shop's own code; a cart's metadata proves nothing, because its shopper may write it.
 */
export function ageGateOf(
  config: Pick<StoreConfigRow, "settings"> | null,
  session: Pick<SessionRow, "metadata">,
): AgeGate {
  const allowed = config?.settings["age_gate"] === true
  return {
    age_gate: allowed ? "allow_verified" : "skip",
    age_verified: allowed && typeof session.metadata?.["age_verified_at"] === "string",
  }
}

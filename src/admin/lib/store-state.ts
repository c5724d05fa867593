import type { AdminLoyaltyStoreConfig } from "../../types/http/admin"
import type { EngineHealth } from "../../types/http/health"

export type StoreState = "needs_setup" | "off" | "on" | "unreachable"

/** What a merchant needs to know about a store at one glance. */
export function stateOf(
  config: AdminLoyaltyStoreConfig | null,
  health: EngineHealth | null,
): StoreState {
  if (!config) {
    return "needs_setup"
  }
  if (!config.enabled) {
    return config.participant_id && config.site_id ? "off" : "needs_setup"
  }
  // What is on has all that its engine asks for.
  return health !== null && health.status !== "healthy" ? "unreachable" : "on"
}

export const STATE_COLORS = {
  needs_setup: "orange",
  off: "grey",
  on: "green",
  unreachable: "red",
} as const satisfies Record<StoreState, string>

/** Why no store can be switched on, or null while nothing is in the way. */
export function guardProblemOf(state: string | undefined): "taken" | "failed" | null {
  return state === "taken" || state === "failed" ? state : null
}

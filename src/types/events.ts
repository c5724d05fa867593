/** Names of the events this plugin emits; payloads carry ids only, so subscribers re-read. */
export const LOYALTY_EVENTS = {
  SESSION_CREATED: "loyalty.session_created",
  REWARDS_EVALUATED: "loyalty.rewards_evaluated",
  SESSION_PENDING: "loyalty.session_pending",
  SESSION_FINALIZED: "loyalty.session_finalized",
  SESSION_FAILED: "loyalty.session_failed",
  MEMBER_LINKED: "loyalty.member_linked",
  CONFIG_CHANGED: "loyalty.config_changed",
} as const
export type LoyaltyEventName = (typeof LOYALTY_EVENTS)[keyof typeof LOYALTY_EVENTS]

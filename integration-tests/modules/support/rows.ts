import type { AllocatedReward } from "../../../src/modules/loyalty/domain/allocation"
import type { SessionStatus } from "../../../src/modules/loyalty/domain/session-machine"

/** What an engine confirms. */
export const OUTCOME = {
  earned_points: 30,
  redeemed_points: 500,
  points_balance: 4530,
  receipt_id: "RCP-1",
  rejected_rewards: [],
  duplicate: false,
  discount_total: 387,
}

/** A member as the engine identifies one. */
export const IDENTIFIED = {
  provider_member_id: "CUST-1",
  name: "John Doe",
  points_balance: 5000,
  tier: "Gold",
  masked_identifier: null,
}

/** How a new session gets to each status. */
export const WAYS: Record<SessionStatus, readonly SessionStatus[]> = {
  active: [],
  pending_finalization: ["pending_finalization"],
  finalized: ["pending_finalization", "finalized"],
  failed: ["failed"],
}

/** A reward as it was allocated: granted, or only offered. */
export const reward = (id: string, amount: number): AllocatedReward => ({
  id,
  type: "optional",
  level: "ticket",
  method: "amount_off",
  value_decimal: "1.00",
  limit: null,
  target_line_number: null,
  points_cost: 500,
  prompt: "Use 500 points?",
  description: "A dollar off",
  short_description: "$1OFF",
  exclusive_group: null,
  expires_at: null,
  requires_age_verification: false,
  state: amount > 0 ? "accepted" : "offered",
  reason: null,
  amount,
  amount_if_accepted: 100,
  quantity: 1,
  unit_based: false,
  allocations: amount > 0 ? [{ line_item_id: "cali_1", line_number: 1, amount }] : [],
  position: 0,
})

/** Why something is left to a person; the row's `details` say the rest. */
export const ADJUSTMENT_KINDS = [
  "returned_after_finalize",
  "order_canceled_after_finalize",
  "reward_rejected_at_finalize",
  "member_refused_at_finalize",
  "finalize_unknown_at_cancel",
  "discount_above_approval",
  "discount_above_line",
] as const
export type AdjustmentKind = (typeof ADJUSTMENT_KINDS)[number]

export const ADJUSTMENT_STATES = ["open", "settled"] as const
export type AdjustmentState = (typeof ADJUSTMENT_STATES)[number]

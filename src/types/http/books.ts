import type { AdminLoyaltyAdjustmentDue, AdminLoyaltySessionMember } from "./admin"

/** An order that carried a session and that nothing decides by itself. */
export interface AdminLoyaltyUndecidedOrder {
  id: string
  order_id: string
  /** Null where the order cannot be tied to its session. */
  session_id: string | null
  store_id: string | null
  reason:
    | "completion_unfinished"
    | "placement_failed"
    | "finalize_missing"
    | "finalize_dead"
    | "payment_missing"
    | "settlement_failed"
    | "handover_overdue"
  found_at: string | Date
  seen_at: string | Date
}

export interface AdminLoyaltyUndecidedOrderListResponse {
  undecided_orders: AdminLoyaltyUndecidedOrder[]
  /** All of them, whatever was filtered. */
  orders_without_decision: number
  count: number
  offset: number
  limit: number
}

/** A field in which our books and the engine's own record of an order differ. */
export interface AdminLoyaltyDifference {
  id: string
  order_id: string
  session_id: string
  field: string
  ours: string | null
  theirs: string | null
  found_at: string | Date
  updated_at: string | Date
}

export interface AdminLoyaltyDifferenceListResponse {
  differences: AdminLoyaltyDifference[]
  count: number
  offset: number
  limit: number
}

export type AdminLoyaltyAdjustmentKind =
  | "returned_after_finalize"
  | "order_canceled_after_finalize"
  | "reward_rejected_at_finalize"
  | "member_refused_at_finalize"
  | "finalize_unknown_at_cancel"
  | "discount_above_approval"
  | "discount_above_line"

export interface AdminLoyaltyAdjustmentListParams {
  store_id?: string | string[]
  /** What is open, unless it says otherwise; several for both. */
  state?: "open" | "settled" | ("open" | "settled")[]
  kind?: AdminLoyaltyAdjustmentKind | AdminLoyaltyAdjustmentKind[]
  order_id?: string
  /** An order's number or id, its own id, a session's, or the last four digits of a phone or card. */
  q?: string
  limit?: number
  offset?: number
  /** `created_at`, `settled_at`, `points` or `amount`, with a minus for descending. */
  order?: string
}

/** What a person must settle, or has settled, with what is needed to do it. */
export interface AdminLoyaltyAdjustment extends AdminLoyaltyAdjustmentDue {
  store_id: string | null
  /** Null for one that is not kept any more. */
  member: AdminLoyaltySessionMember | null
  /** What the engine said (`code`), the receipt, rewards and lines, by kind. */
  details: Record<string, unknown> | null
}

export interface AdminLoyaltyAdjustmentListResponse {
  adjustments: AdminLoyaltyAdjustment[]
  count: number
  offset: number
  limit: number
}

export interface AdminSettleLoyaltyAdjustment {
  reason: string
}

export interface AdminLoyaltyAdjustmentResponse {
  adjustment: AdminLoyaltyAdjustment
}

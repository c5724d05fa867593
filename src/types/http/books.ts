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

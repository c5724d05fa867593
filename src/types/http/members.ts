import type { AdminLoyaltyHistoryEntry } from "./admin"

/** What became of a person's wish to be erased. */
export interface AdminLoyaltyErasure {
  member_id: string
  /** `pending` while an order of theirs still waits to be booked; it goes on by itself. */
  status: "erased" | "pending"
}

export interface AdminLoyaltyErasureResponse {
  erasure: AdminLoyaltyErasure
}

/** A page of the engine's points history, newest first. */
export interface AdminLoyaltyMemberHistoryResponse {
  history: AdminLoyaltyHistoryEntry[]
  count: number
  offset: number
  limit: number
}

/** Everything that loyalty keeps about a person; identifiers masked, money in major units. */
export interface AdminLoyaltyMemberExport {
  member: {
    id: string
    provider_id: string
    masked_id: string | null
    display_name: string | null
    customer_id: string | null
    linked_at: string | Date | null
    tier: string | null
    points_balance: number | null
    created_at: string | Date
    erase_requested_at: string | Date | null
    erased_at: string | Date | null
  }
  identifiers: { kind: "phone" | "email" | "card"; masked: string; created_at: string | Date }[]
  sessions: {
    id: string
    store_id: string
    cart_id: string
    order_id: string | null
    status: string
    discount_total: number
    currency_code: string
    opened_at: string | Date
    finalized_at: string | Date | null
  }[]
  transactions: {
    id: string
    order_id: string
    kind: "finalize" | "reverse"
    earned_points: number
    redeemed_points: number
    points_balance: number | null
    discount_total: number
    currency_code: string
    receipt_id: string | null
    at: string | Date
  }[]
  history: {
    at: string | Date
    type: string
    points: number
    description: string
    receipt_id: string | null
  }[]
  adjustments: {
    id: string
    order_id: string | null
    kind: string
    points: number
    amount: number
    currency_code: string
    settled_at: string | Date | null
  }[]
}

export interface AdminLoyaltyMemberExportResponse {
  member_export: AdminLoyaltyMemberExport
}

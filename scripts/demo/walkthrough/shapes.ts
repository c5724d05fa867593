/** The parts of replies that the walkthrough looks at. */
export interface LoyaltyReward {
  id: string
  provider_reward_id: string
  type: "instant" | "optional"
  level: "line" | "ticket"
  description: string
  prompt: string | null
  points_cost: number
  state: string
  amount: number
  allocations: { line_item_id: string; amount: number }[]
}

export interface LoyaltySession {
  id: string
  cart_id: string
  status: string
  availability: string
  member: { masked_id: string; display_name: string; points_balance: number; tier: string | null }
  points: {
    earn_preview: number
    redeem: number
    multiplier: number
    breakdown: { base: number; tier_bonus: number }
  }
  rewards: LoyaltyReward[]
  discount_total: number
  currency_code: string
  token?: string
}

export interface LoyaltySummary {
  order_id: string
  status: string
  earned_points: number
  redeemed_points: number
  points_balance: number
  discount_total: number
  receipt_id: string | null
  rewards: { description: string; amount: number }[]
  expected: boolean
}

export interface CartItem {
  id: string
  variant_sku: string
  quantity: number
}

/** Totals as a cart and an order answer them. */
export interface Totals {
  item_subtotal: number
  discount_subtotal: number
  tax_total: number
  total: number
}

export interface Cart extends Totals {
  id: string
  items: CartItem[]
}

export interface Order extends Totals {
  id: string
  display_id: number
  items: { id: string; quantity: number }[]
  payment_collections?: { payments: { id: string; amount: number }[] }[]
  fulfillment_status?: string
  payment_status?: string
}

export interface BookedMember {
  memberId: string
  points: number
  tier: string | null
  punches: Record<string, number>
}

export interface BookedTransaction {
  transactionId: string
  memberId: string
  kind: string
  earnedPoints: number
  redeemedPoints: number
  finalAmount: number
  receiptId: string
  newBalance: number
}

/** The simulator's books. */
export interface Books {
  members: BookedMember[]
  transactions: BookedTransaction[]
  commitsByTransaction: Record<string, number>
}

export type LoyaltySessionStatus = "active" | "pending_finalization" | "finalized" | "failed"
export type LoyaltyAvailability = "ok" | "stale" | "unavailable"
export type LoyaltyRewardState = "applied" | "offered" | "accepted" | "declined" | "unavailable"

export interface StoreLoyaltyMember {
  masked_id: string | null
  display_name: string | null
  points_balance: number | null
  tier: string | null
}

export interface StoreLoyaltyPoints {
  /** What the order will earn if it is handed over as it is. */
  earn_preview: number
  /** What the accepted rewards cost. */
  redeem: number
  multiplier: number | null
  breakdown: { base: number; tier_bonus: number }
}

export interface StoreLoyaltyReward {
  id: string
  provider_reward_id: string
  type: "instant" | "optional"
  level: "line" | "ticket"
  description: string
  prompt: string | null
  points_cost: number
  state: LoyaltyRewardState
  /** Why a reward is unavailable. */
  reason: string | null
  /** Major units, as in Medusa's replies. */
  amount: number
  /**
   * What accepting the reward takes off: `amount` where it is applied or accepted, 0 where it is
   * unavailable.
   */
  amount_if_accepted: number
  allocations: { line_item_id: string; amount: number }[]
}

export interface StoreLoyaltySession {
  id: string
  cart_id: string
  status: LoyaltySessionStatus
  availability: LoyaltyAvailability
  /** Seconds until asking again makes sense. */
  retry_after: number | null
  member: StoreLoyaltyMember
  points: StoreLoyaltyPoints
  rewards: StoreLoyaltyReward[]
  /** The engine's own words for the shopper. */
  messages: string[]
  discount_total: number
  currency_code: string
  /** Only in replies of identify and session: proves ownership of the order's summary later. */
  token?: string
  expires_at: string
  updated_at: string
}

export interface StoreLoyaltySessionResponse {
  loyalty_session: StoreLoyaltySession
}

export interface StoreLoyaltySessionDeleteResponse {
  id: string
  object: "loyalty_session"
  deleted: true
}

export interface StoreLoyaltySummary {
  order_id: string
  status: "pending_finalization" | "finalized" | "failed"
  earned_points: number
  redeemed_points: number
  points_balance: number | null
  discount_total: number
  receipt_id: string | null
  rewards: { description: string; amount: number }[]
  /** What was taken back since, by returns, edits or a cancellation; oldest first, all positive. */
  reversals: StoreLoyaltyReversal[]
  /** True while the figures are a preview. */
  expected: boolean
}

export interface StoreLoyaltyReversal {
  at: string
  /** Points that the order had earned and that were taken back. */
  earned_points: number
  /** Points that had been spent on the order and that were given back. */
  redeemed_points: number
  receipt_id: string | null
}

export interface StoreLoyaltySummaryResponse {
  loyalty_summary: StoreLoyaltySummary
}

export interface StoreCustomerLoyaltyTransaction {
  at: string
  type: string
  points: number
  description: string
  receipt_id: string | null
}

export interface StoreCustomerLoyaltyResponse {
  loyalty_member: (StoreLoyaltyMember & { id: string; linked_at: string | null }) | null
  transactions: StoreCustomerLoyaltyTransaction[]
  count: number
  offset: number
  limit: number
}

/** Body of every error of ours; `code` is stable, `message` is for a person. */
export interface LoyaltyErrorBody {
  type: string
  code: string
  message: string
  details?: Record<string, unknown>
  /** Also in the `Retry-After` header, which browsers cannot read across origins. */
  retry_after?: number
}

export interface LoyaltyTotalChangedBody extends LoyaltyErrorBody {
  previous_total: number
  total: number
  payment_session_required: true
  loyalty_session: StoreLoyaltySession | null
}

/** Who a shopper says to be: exactly one of the three. */
export interface StoreLoyaltyIdentifier {
  /** As typed; read in `country_code`, or in the plugin's default country. */
  phone?: string
  email?: string
  card?: string
  /** Two letters, for a phone number without a country prefix. */
  country_code?: string
}

/** Body of `POST /store/loyalty/identify`. */
export interface StoreIdentifyLoyaltyBody extends StoreLoyaltyIdentifier {
  cart_id: string
  entry_method?: "manual" | "scan" | "swipe" | "other"
}

/** Body of `POST /store/loyalty/session`. */
export interface StoreOpenLoyaltySessionBody {
  cart_id: string
}

/** Body of `POST /store/loyalty/rewards`. */
export interface StoreEvaluateLoyaltyRewardsBody {
  cart_id: string
  session_id: string
}

/** Body of `POST /store/loyalty/rewards/select`: ids of optional rewards. */
export interface StoreSelectLoyaltyRewardsBody extends StoreEvaluateLoyaltyRewardsBody {
  accept?: string[]
  decline?: string[]
  /** Without it the costs of the accepted rewards are redeemed. */
  redeem_points?: number
}

/** Body of `POST /store/customers/me/loyalty`. */
export interface StoreLinkLoyaltyMemberBody extends StoreLoyaltyIdentifier {
  /** A session opened with this identifier whose order the customer has paid for. */
  proof: { session_id: string; token: string }
}

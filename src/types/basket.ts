/** What a cart holds and what an engine offers for it, in the words of the provider port. */

/** Integer minor units of a currency: cents for USD, yen for JPY, fils for KWD. */
export type MinorUnits = number
/** A plain decimal in major units, e.g. "2.49". Never exponent notation. */
export type DecimalString = string

export interface ForeignDiscount {
  id: string
  amount: MinorUnits
  reason: string
}

export interface BasketLine {
  /** At least 1, stable for a cart line while it lives. */
  line_number: number
  line_item_id: string
  sku: string
  title: string
  quantity: number
  unit_price_decimal: DecimalString
  /** The list price, where a sale price applies. */
  regular_price_decimal: DecimalString | null
  /** quantity x unit price in minor units, before any discount, without tax added. */
  amount: MinorUnits
  /** Promotions that are not ours and already lower the line. */
  foreign_discounts: ForeignDiscount[]
  barcode: string | null
  merchandise_code: string | null
  product_code: string | null
  unit_of_measure: string
  taxable: boolean
  is_tax_inclusive: boolean
  /** Null when the product is not age-restricted. */
  minimum_age: number | null
  /** False for gift cards, deposits and everything else outside the discount base. */
  discountable: boolean
}

export interface Basket {
  currency_code: string
  /** Digits after the point in the currency, by ISO 4217: 0, 2, 3 or 4. */
  currency_digits: number
  lines: BasketLine[]
}

export interface RewardSelection {
  accepted_reward_ids: string[]
  declined_reward_ids: string[]
  redeem_points: number
}

/**
 * Of a whole ticket only `amount_off` and `percent_off` are applied. `amount_off_per_volume` is for
 * fuel, which no cart holds: it is shown as unavailable and never applied.
 */
export type RewardMethod = "amount_off" | "percent_off" | "new_price" | "amount_off_per_volume"

export interface OfferedReward {
  /** Once per answer, 1 to 128 characters; the same while the offer lives. */
  id: string
  type: "instant" | "optional"
  level: "line" | "ticket"
  target_line_number: number | null
  method: RewardMethod
  /** Major units, or percent for `percent_off`. */
  value_decimal: DecimalString
  limit: { type: "quantity" | "amount"; value_decimal: DecimalString } | null
  points_cost: number
  prompt: string | null
  short_description: string
  description: string
  exclusive_group: string | null
  expires_at: string | null
  requires_age_verification: boolean
}

export interface SkippedReward {
  id: string
  reason: string
}

export interface Evaluation {
  earned_points: number
  multiplier: number | null
  base_points: number
  bonus_points: number
  tier_bonus_points: number
  /** Processed before additions. */
  removed_reward_ids: string[]
  rewards: OfferedReward[]
  /** Rewards the reply carried in a form nobody can apply, kept for Admin. */
  skipped: SkippedReward[]
  /** The engine's own words for the shopper, in order. */
  messages: string[]
}

export interface FinalizeLine {
  line_number: number
  sku: string
  title: string
  quantity: number
  unit_price_decimal: DecimalString
  amount: MinorUnits
  net_amount: MinorUnits
  barcode: string | null
  merchandise_code: string | null
  product_code: string | null
  unit_of_measure: string
  minimum_age: number | null
  substitutes_line_number: number | null
}

export interface GrantedReward {
  provider_reward_id: string
  target_line_number: number | null
  quantity: number
  amount: MinorUnits
  points_cost: number
}

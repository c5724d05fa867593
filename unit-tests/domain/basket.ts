import type { Basket, BasketLine, OfferedReward, RewardSelection } from "../../src/types/provider"
import {
  type Allocation,
  type AllocationOptions,
  allocateRewards,
} from "../../src/modules/loyalty/domain/allocation"
import type { TotalRoom } from "../../src/modules/loyalty/domain/total-room"
import { multiplyDecimal } from "../../src/modules/loyalty/domain/money"

export const NOW = "2026-03-16T12:00:00Z"

export const NO_CHOICE: RewardSelection = {
  accepted_reward_ids: [],
  declined_reward_ids: [],
  redeem_points: 0,
}

export const OPTIONS: AllocationOptions = {
  age_gate: "skip",
  age_verified: false,
  amount_off_basis: "unit",
  ticket_percent_off: true,
}

/** A line of a basket; its amount follows from price and quantity. */
export function line(line_number: number, over: Partial<BasketLine> = {}): BasketLine {
  const quantity = over.quantity ?? 1
  const unit_price_decimal = over.unit_price_decimal ?? "1.00"
  return {
    line_number,
    line_item_id: `cali_${line_number}`,
    sku: `SKU-${line_number}`,
    title: `Product ${line_number}`,
    quantity,
    unit_price_decimal,
    regular_price_decimal: null,
    amount: multiplyDecimal(unit_price_decimal, quantity, 2, "half_up"),
    foreign_discounts: [],
    barcode: null,
    merchandise_code: null,
    product_code: null,
    unit_of_measure: "each",
    taxable: true,
    is_tax_inclusive: false,
    minimum_age: null,
    discountable: true,
    ...over,
  }
}

/** A reward of an offer: an instant amount off line 1 unless said otherwise. */
export function reward(id: string, over: Partial<OfferedReward> = {}): OfferedReward {
  return {
    id,
    type: "instant",
    level: "line",
    target_line_number: over.level === "ticket" ? null : 1,
    method: "amount_off",
    value_decimal: "1.00",
    limit: null,
    points_cost: 0,
    prompt: null,
    short_description: id,
    description: id,
    exclusive_group: null,
    expires_at: null,
    requires_age_verification: false,
    ...over,
  }
}

export const units = (value_decimal: string): OfferedReward["limit"] => ({
  type: "quantity",
  value_decimal,
})

export const basketOf = (lines: BasketLine[], digits = 2): Basket => ({
  currency_code: "usd",
  currency_digits: digits,
  lines,
})

/** Allocates with everything at its default. */
export function allocate(
  lines: BasketLine[],
  rewards: OfferedReward[],
  over: {
    selection?: Partial<RewardSelection>
    options?: Partial<AllocationOptions>
    removed?: string[]
    digits?: number
    room?: TotalRoom | null
  } = {},
): Allocation {
  return allocateRewards({
    basket: basketOf(lines, over.digits),
    rewards,
    removed_reward_ids: over.removed ?? [],
    selection: { ...NO_CHOICE, ...over.selection },
    options: { ...OPTIONS, ...over.options },
    room: over.room ?? null,
    now: NOW,
  })
}

/** The basket of the wire contract's sample. */
export const SAMPLE_LINES: BasketLine[] = [
  line(1, { sku: "COF16", quantity: 2, unit_price_decimal: "2.49" }),
  line(2, { sku: "CANDY", quantity: 3, unit_price_decimal: "1.89" }),
  line(3, { sku: "ENERGY", quantity: 1, unit_price_decimal: "3.29" }),
]

/** The rewards of the wire contract's sample. */
export const SAMPLE_REWARDS: OfferedReward[] = [
  reward("PROMO-771-L1", { method: "new_price", value_decimal: "2.00", limit: units("2") }),
  reward("CLUB-12-L2", {
    target_line_number: 2,
    method: "new_price",
    value_decimal: "0",
    limit: units("1"),
  }),
  reward("PTS-500", {
    type: "optional",
    level: "ticket",
    value_decimal: "1.00",
    points_cost: 500,
    prompt: "Use 500 points for $1 off?",
  }),
]

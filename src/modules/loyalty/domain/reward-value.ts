import type { DecimalString, MinorUnits, OfferedReward } from "../../../types/provider"
import {
  type Decimal,
  compare,
  divideRounded,
  multiply,
  parseDecimal,
  roundToInteger,
  subtract,
  tenTo,
  toSafeNumber,
} from "./decimal"
import { toMinor } from "./money"

/** Units are counted in millionths, so that 0.1 + 0.2 of a kilogram is 0.3. */
const UNIT_DIGITS = 6

/** A quantity in millionths of a unit; none below zero. */
export function toUnits(quantity: string | number): number {
  return Math.max(0, toMinor(quantity, UNIT_DIGITS))
}

/** Millionths of a unit as a quantity. */
export function fromUnits(units: number): number {
  return units / 10 ** UNIT_DIGITS
}

/** A quantity without the noise of floating point: 0.3 − 0.1 is 0.2 again. */
export function cleanQuantity(quantity: number): number {
  return fromUnits(toUnits(quantity))
}

export interface LineOffer {
  /** Minor units; the caller caps it at what is left of the line. */
  value: MinorUnits
  /** Millionths of a unit the reward uses up. */
  units: number
  unit_based: boolean
}

/**
 * What a line reward is worth before the line's own limit: wire contract 1.3, step 2.
 *
 * @param line.units millionths of units that no other reward took
 */
export function lineValue(
  reward: OfferedReward,
  line: {
    unit_price_decimal: DecimalString
    units: number
    digits: number
    amount_off_basis: "unit" | "line"
  },
): LineOffer {
  const byQuantity = reward.limit?.type === "quantity"
  const ceiling = amountLimit(reward, line.digits)
  if (reward.method === "amount_off" && !(byQuantity && line.amount_off_basis === "unit")) {
    return {
      value: Math.min(toMinor(reward.value_decimal, line.digits), ceiling),
      units: 0,
      unit_based: false,
    }
  }
  const limit = byQuantity ? toUnits(reward.limit?.value_decimal ?? 0) : line.units
  const units = Math.min(line.units, limit)
  const each = perUnit(reward, parseDecimal(line.unit_price_decimal), line.digits)
  const quantity: Decimal = { units: BigInt(units), scale: UNIT_DIGITS }
  const total = roundToInteger(multiply(each, quantity), line.digits, "half_up")
  return { value: Math.min(total, ceiling), units, unit_based: true }
}

/** What a ticket reward is worth on what is left of the ticket: wire contract 1.3, step 3. */
export function ticketValue(
  reward: OfferedReward,
  subtotal: MinorUnits,
  digits: number,
): MinorUnits {
  const value =
    reward.method === "percent_off"
      ? percentOf(subtotal, reward.value_decimal)
      : toMinor(reward.value_decimal, digits)
  return Math.min(value, amountLimit(reward, digits))
}

/** A percentage of minor units, half up. */
export function percentOf(amount: MinorUnits, percent: DecimalString): MinorUnits {
  const { units, scale } = parseDecimal(percent)
  return toSafeNumber(divideRounded(BigInt(amount) * units, tenTo(scale + 2), "half_up"))
}

function amountLimit(reward: OfferedReward, digits: number): MinorUnits {
  return reward.limit?.type === "amount"
    ? toMinor(reward.limit.value_decimal, digits)
    : Number.MAX_SAFE_INTEGER
}

function perUnit(reward: OfferedReward, price: Decimal, digits: number): Decimal {
  const value = parseDecimal(reward.value_decimal)
  switch (reward.method) {
    case "percent_off": {
      const exact = multiply(price, { units: value.units, scale: value.scale + 2 })
      // All of a price is all of it: rounding the unit first would leave a cent of a free line.
      return compare(exact, price) === 0
        ? price
        : { units: BigInt(roundToInteger(exact, digits, "half_up")), scale: digits }
    }
    case "new_price":
      return compare(price, value) > 0 ? subtract(price, value) : { units: 0n, scale: 0 }
    case "amount_off":
    case "amount_off_per_volume":
      return compare(value, price) < 0 ? value : price
  }
}

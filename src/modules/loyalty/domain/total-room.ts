import type { DecimalString, MinorUnits } from "../../../types/provider"
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

/**
 * How much of a cart's total our discounts may take, where credit lines (gift cards, store credit)
 * pay for part of it. Medusa subtracts them as they are: a discount on what they already cover
 * would take the total below zero.
 */
export interface TotalRoom {
  /** Minor units, exact, tax included: what is left to pay without our discounts. */
  left: Decimal
  /** Percent of tax that comes on top of a line's discount, by line item id; none where 0. */
  tax_on_top: ReadonlyMap<string, DecimalString>
}

/** The room for a total without our discounts, in major units. */
export function totalRoom(
  payable: DecimalString,
  input: { digits: number; tax_on_top: ReadonlyMap<string, DecimalString> },
): TotalRoom {
  const { units, scale } = parseDecimal(payable)
  return {
    left: { units: units > 0n ? units * tenTo(input.digits) : 0n, scale },
    tax_on_top: input.tax_on_top,
  }
}

/** The largest discount on these lines, together, that the room still holds; `null` is no limit. */
export function affordable(room: TotalRoom | null, line_item_ids: readonly string[]): MinorUnits {
  return room === null ? Number.MAX_SAFE_INTEGER : netOf(room.left, taxOf(room, line_item_ids))
}

/** The room after a discount on these lines. */
export function spend(
  room: TotalRoom | null,
  amount: MinorUnits,
  line_item_ids: readonly string[],
): TotalRoom | null {
  return room && { ...room, left: subtract(room.left, grossOf(amount, taxOf(room, line_item_ids))) }
}

/**
 * By how much discounts exceed the room, line by line: the last of them yield first. Empty where
 * the room holds them all.
 */
export function excessOverRoom(
  room: TotalRoom | null,
  ours: readonly { line_item_id: string; amount: MinorUnits }[],
): { line_item_id: string; by: MinorUnits }[] {
  let left = room
  return ours.flatMap(({ line_item_id, amount }) => {
    const held = Math.min(amount, affordable(left, [line_item_id]))
    left = spend(left, held, [line_item_id])
    return amount > held ? [{ line_item_id, by: amount - held }] : []
  })
}

/** The highest of the lines' rates: what goes by it fits, however it is split over them. */
function taxOf(room: TotalRoom, line_item_ids: readonly string[]): Decimal {
  return line_item_ids
    .map((id) => parseDecimal(room.tax_on_top.get(id) ?? "0"))
    .reduce((highest, rate) => (compare(rate, highest) > 0 ? rate : highest), {
      units: 0n,
      scale: 0,
    })
}

/** 1 + percent / 100. */
function factorOf(percent: Decimal): Decimal {
  const scale = percent.scale + 2
  return { units: tenTo(scale) + percent.units, scale }
}

function grossOf(amount: MinorUnits, percent: Decimal): Decimal {
  return multiply({ units: BigInt(amount), scale: 0 }, factorOf(percent))
}

function netOf(gross: Decimal, percent: Decimal): MinorUnits {
  const factor = factorOf(percent)
  const dividend = gross.units * tenTo(factor.scale)
  return toSafeNumber(divideRounded(dividend, factor.units * tenTo(gross.scale), "floor"))
}

/**
 * An amount that was computed with or without tax, in the other terms, up to the next minor unit:
 * what others take off a line is rounded against ourselves.
 *
 * @param percent of tax on the line
 */
export function inLineTerms(
  amount: DecimalString,
  input: { digits: number; percent: DecimalString; from_inclusive: boolean; to_inclusive: boolean },
): MinorUnits {
  const { units, scale } = parseDecimal(amount)
  const factor = factorOf(parseDecimal(input.percent))
  if (input.from_inclusive === input.to_inclusive) {
    return ceiling({ units, scale }, input.digits)
  }
  if (input.to_inclusive) {
    return ceiling(multiply({ units, scale }, factor), input.digits)
  }
  const dividend = units * tenTo(factor.scale + input.digits)
  return -toSafeNumber(divideRounded(-dividend, factor.units * tenTo(scale), "floor"))
}

function ceiling(value: Decimal, digits: number): MinorUnits {
  return -roundToInteger({ units: -value.units, scale: value.scale }, digits, "floor")
}

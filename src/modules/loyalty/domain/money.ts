import type { DecimalString, MinorUnits } from "../../../types/provider"
import {
  type Decimal,
  type Rounding,
  divideRounded,
  formatDecimal,
  multiply,
  parseDecimal,
  roundToInteger,
  tenTo,
  toSafeNumber,
} from "./decimal"
import { invariant } from "./errors"

/**
 * The currencies of ISO 4217 (list one: SIX, maintenance agency) whose minor unit is not a
 * hundredth. Not `Intl`: it follows CLDR, which counts the digits that people write, changes them
 * with every few releases of Node (HUF, IDR, COP), and disagrees with the standard (IQD). Every
 * stored amount is whole minor units, so other digits would make it another amount (ADR 22).
 */
const UNUSUAL_DIGITS: Readonly<Record<number, string>> = {
  0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
  3: "BHD IQD JOD KWD LYD OMR TND",
  4: "CLF UYW",
}

const USUAL_DIGITS = 2

const digitsByCurrency = new Map(
  Object.entries(UNUSUAL_DIGITS).flatMap(([digits, currencies]) =>
    currencies.split(" ").map((currency) => [currency, Number(digits)] as const),
  ),
)

/**
 * Digits after the point of a currency, as ISO 4217 says: JPY 0, USD 2, KWD 3.
 *
 * @throws LoyaltyError `invariant_violated` when the code is not three letters.
 */
export function digitsOf(currency_code: string): number {
  const currency = currency_code.toUpperCase()
  invariant(/^[A-Z]{3}$/.test(currency), "a currency code must be three letters")
  return digitsByCurrency.get(currency) ?? USUAL_DIGITS
}

/**
 * Major units as minor units, half up (halves away from zero), exact on the decimal text.
 *
 * @throws LoyaltyError `invariant_violated` for NaN, Infinity and results beyond safe integers.
 */
export function toMinor(decimal: string | number, digits: number): MinorUnits {
  return roundToInteger(parseDecimal(decimal), digits, "half_up")
}

/** Like `toMinor`, but never more than the decimal is worth. */
export function floorToMinor(decimal: string | number, digits: number): MinorUnits {
  return roundToInteger(parseDecimal(decimal), digits, "floor")
}

/** Minor units as a number of major units, for JSON: the double nearest to the exact decimal. */
export function fromMinor(minor: MinorUnits, digits: number): number {
  return Number(toDecimalString(minor, digits))
}

/** Minor units as text in major units with all digits of the currency: 398 → `3.98`. */
export function toDecimalString(minor: MinorUnits, digits: number): DecimalString {
  invariant(Number.isSafeInteger(minor), "minor units must be a safe integer")
  return formatDecimal(BigInt(minor), digits)
}

/** Price times quantity in minor units, exact until the one rounding at the end. */
// eslint-disable-next-line @typescript-eslint/max-params -- reads as a product: price, quantity, digits, rounding
export function multiplyDecimal(
  decimal: DecimalString,
  quantity: number,
  digits: number,
  rounding: Rounding,
): MinorUnits {
  return roundToInteger(multiply(parseDecimal(decimal), parseDecimal(quantity)), digits, rounding)
}

/**
 * The part of `total` that belongs to `part` of `whole`, half up. Monotone in `part`, zero for
 * nothing and the whole total for everything, so shares taken as differences always add up.
 */
export function prorate(total: MinorUnits, part: number, whole: number): MinorUnits {
  invariant(Number.isSafeInteger(total), "minor units must be a safe integer")
  if (part <= 0) {
    return 0
  }
  if (part >= whole) {
    return total
  }
  const share = parseDecimal(part)
  const base = parseDecimal(whole)
  const scale = Math.max(share.scale, base.scale)
  const dividend = BigInt(total) * rescale(share, scale)
  return toSafeNumber(divideRounded(dividend, rescale(base, scale), "half_up"))
}

/**
 * Splits a total exactly: every share is the weighted one rounded down, and the units left over go
 * to the largest remainders, ties to the lower index. No share exceeds its cap while the caps
 * together hold the total; if they cannot, the sum still holds and the rest follows the weights.
 *
 * @param total minor units, at least 0
 * @param weights not negative; all zero counts as all equal
 * @param caps minor units, one for each weight
 */
export function splitByLargestRemainder(
  total: MinorUnits,
  weights: readonly number[],
  caps?: readonly number[],
): MinorUnits[] {
  invariant(Number.isSafeInteger(total) && total >= 0, "a total to split must not be negative")
  invariant(weights.length > 0 || total === 0, "a total needs somebody to go to")
  const exactWeights = toCommonScale(weights)
  if (!caps) {
    return splitUncapped(BigInt(total), exactWeights).map(toSafeNumber)
  }
  invariant(caps.length === weights.length, "each weight needs one cap")
  const limits = caps.map((cap) => {
    invariant(Number.isSafeInteger(cap) && cap >= 0, "a cap must not be negative")
    return BigInt(cap)
  })
  return splitCapped(BigInt(total), exactWeights, limits).map(toSafeNumber)
}

function rescale(value: Decimal, scale: number): bigint {
  return value.units * tenTo(scale - value.scale)
}

function toCommonScale(weights: readonly number[]): bigint[] {
  const decimals = weights.map((weight) => parseDecimal(weight))
  const scale = decimals.reduce((most, decimal) => Math.max(most, decimal.scale), 0)
  return decimals.map((decimal) => {
    invariant(decimal.units >= 0n, "a weight must not be negative")
    return rescale(decimal, scale)
  })
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n)
}

function splitUncapped(total: bigint, weights: readonly bigint[]): bigint[] {
  const weightSum = sum(weights)
  if (weightSum === 0n) {
    return weights.length === 0
      ? []
      : splitUncapped(
          total,
          weights.map(() => 1n),
        )
  }
  const shares = weights.map((weight) => (total * weight) / weightSum)
  const remainders = weights.map((weight, index) => ({ index, left: (total * weight) % weightSum }))
  remainders.sort((a, b) => (a.left === b.left ? a.index - b.index : a.left > b.left ? -1 : 1))
  const missing = Number(total - sum(shares))
  for (const { index } of remainders.slice(0, missing)) {
    shares[index] = (shares[index] ?? 0n) + 1n
  }
  return shares
}

function splitCapped(total: bigint, weights: readonly bigint[], caps: readonly bigint[]): bigint[] {
  const capSum = sum(caps)
  if (capSum <= total) {
    const beyond = splitUncapped(total - capSum, weights)
    return caps.map((cap, index) => cap + (beyond[index] ?? 0n))
  }
  const shares = caps.map(() => 0n)
  let open = caps.map((_, index) => index).filter((index) => caps[index] !== 0n)
  let left = total
  while (left > 0n) {
    let openWeights = open.map((index) => weights[index] ?? 0n)
    if (sum(openWeights) === 0n) {
      // Everybody with a weight is full: what remains follows the room that is left.
      openWeights = open.map((index) => caps[index] ?? 0n)
    }
    const weightSum = sum(openWeights)
    const amount = left
    const full = open.filter(
      (index, at) => amount * (openWeights[at] ?? 0n) > (caps[index] ?? 0n) * weightSum,
    )
    if (full.length === 0) {
      splitUncapped(amount, openWeights).forEach((share, at) => {
        shares[open[at] ?? 0] = share
      })
      return shares
    }
    for (const index of full) {
      shares[index] = caps[index] ?? 0n
      left -= caps[index] ?? 0n
    }
    const closed = new Set(full)
    open = open.filter((index) => !closed.has(index))
  }
  return shares
}

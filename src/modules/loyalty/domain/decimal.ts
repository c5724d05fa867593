import { invariant } from "./errors"

/** An exact decimal: `units / 10^scale`. */
export interface Decimal {
  units: bigint
  scale: number
}

export type Rounding = "half_up" | "floor"

const TEXT_LENGTH_MAX = 128
const EXPONENT_MAX = 64
const DECIMAL_PATTERN = /^([+-]?)(\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d{1,4}))?$/

/** Ten to the power of a small non-negative integer. */
export function tenTo(power: number): bigint {
  return 10n ** BigInt(power)
}

/**
 * Reads a decimal from its text without going through floating point; a number is read from the
 * shortest text that names it. Exponents are accepted because `String(1e-7)` writes one.
 *
 * @throws LoyaltyError `invariant_violated` for NaN, Infinity, blanks and absurd lengths.
 */
export function parseDecimal(value: string | number): Decimal {
  const text = String(value).trim()
  invariant(text.length <= TEXT_LENGTH_MAX, "a decimal is too long")
  const match = DECIMAL_PATTERN.exec(text)
  invariant(match, "not a decimal number")
  const [, sign = "", mantissa = "", exponentText = "0"] = match
  const exponent = Number(exponentText)
  invariant(Math.abs(exponent) <= EXPONENT_MAX, "a decimal's exponent is out of range")

  const [whole = "", fraction = ""] = mantissa.split(".")
  const magnitude = BigInt(whole + fraction)
  const units = sign === "-" ? -magnitude : magnitude
  const scale = fraction.length - exponent
  return scale < 0 ? { units: units * tenTo(-scale), scale: 0 } : { units, scale }
}

/** Reads a decimal, or null where `parseDecimal` would throw. */
export function tryParseDecimal(value: string | number): Decimal | null {
  try {
    return parseDecimal(value)
  } catch {
    return null
  }
}

/** Exact product. */
export function multiply(left: Decimal, right: Decimal): Decimal {
  return { units: left.units * right.units, scale: left.scale + right.scale }
}

/** Exact difference. */
export function subtract(left: Decimal, right: Decimal): Decimal {
  const scale = Math.max(left.scale, right.scale)
  const units = left.units * tenTo(scale - left.scale) - right.units * tenTo(scale - right.scale)
  return { units, scale }
}

/** Negative, zero or positive, as `left` is below, equal to or above `right`. */
export function compare(left: Decimal, right: Decimal): number {
  const difference = subtract(left, right).units
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/**
 * Integer division with a rounding rule. `half_up` moves halves away from zero, so that a sum and
 * its negative round alike; `floor` goes towards minus infinity.
 */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  invariant(divisor > 0n, "a divisor must be positive")
  const quotient = dividend / divisor
  const remainder = dividend % divisor
  if (remainder === 0n) {
    return quotient
  }
  if (rounding === "floor") {
    return remainder < 0n ? quotient - 1n : quotient
  }
  const doubled = remainder < 0n ? -remainder * 2n : remainder * 2n
  if (doubled < divisor) {
    return quotient
  }
  return dividend < 0n ? quotient - 1n : quotient + 1n
}

/**
 * Rounds to an integer count of `10^-digits`.
 *
 * @throws LoyaltyError `invariant_violated` beyond the safe integers.
 */
export function roundToInteger(value: Decimal, digits: number, rounding: Rounding): number {
  const shift = digits - value.scale
  const rounded =
    shift >= 0 ? value.units * tenTo(shift) : divideRounded(value.units, tenTo(-shift), rounding)
  return toSafeNumber(rounded)
}

/** @throws LoyaltyError `invariant_violated` beyond the safe integers. */
export function toSafeNumber(value: bigint): number {
  const number = Number(value)
  invariant(Number.isSafeInteger(number), "an amount is beyond the safe integers")
  return number
}

/** One text for one value: `2.490` and `2.49` both give `2.49`; never an exponent. */
export function canonicalDecimal(value: string | number): string {
  const { units, scale } = parseDecimal(value)
  return formatDecimal(units, scale)
    .replace(/(\.\d*?)0+$/, "$1")
    .replace(/\.$/, "")
}

/** Plain text with exactly `scale` digits after the point. */
export function formatDecimal(units: bigint, scale: number): string {
  const sign = units < 0n ? "-" : ""
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, "0")
  if (scale === 0) {
    return sign + digits
  }
  const point = digits.length - scale
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

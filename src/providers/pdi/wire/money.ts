/**
 * Decimals as text and whole minor units, with no float arithmetic between them. A JSON number
 * is read through its shortest decimal text, which is exact up to 15 significant digits; every
 * bound below keeps well inside that.
 */

/** Fifteen digits are exact in a double: eleven before the point leave four after it. */
const LARGEST = 100_000_000_000

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/

/**
 * The plain decimal text of a JSON number.
 *
 * @param max_decimals digits allowed after the point; more is refused, never rounded
 * @returns null for NaN, infinities, exponents, values out of bounds and over-precise ones
 */
export function decimalText(value: unknown, max_decimals: number): string | null {
  if (typeof value !== "number" || !Number.isFinite(value) || Math.abs(value) >= LARGEST) {
    return null
  }
  // String(-0) is "0", so a negative zero leaves as zero.
  const match = DECIMAL.exec(String(value))
  return match === null || (match[3] ?? "").length > max_decimals ? null : match[0]
}

/**
 * A decimal text as a JSON number with at most `max_decimals` digits, rounded half away from zero.
 *
 * @throws RangeError for text that is no plain decimal or is out of bounds: a bug of the caller
 */
export function decimalToNumber(text: string, max_decimals: number): number {
  const match = DECIMAL.exec(text)
  if (match === null) {
    throw new RangeError("Not a plain decimal")
  }
  const [, sign = "", whole = "0", fraction = ""] = match
  const kept = fraction.slice(0, max_decimals).padEnd(max_decimals, "0")
  const rounds_up = (fraction[max_decimals] ?? "0") >= "5"
  const units = BigInt(whole + kept) + (rounds_up ? 1n : 0n)
  return numberOf(units, { digits: max_decimals, negative: sign === "-" })
}

/**
 * Whole minor units as a JSON number in major units: 1394 cents are 13.94.
 *
 * @throws RangeError for anything but a safe integer: money that is not whole is a bug
 */
export function minorToNumber(minor: number, digits: number): number {
  if (!Number.isSafeInteger(minor)) {
    throw new RangeError("Money must be a whole number of minor units")
  }
  return numberOf(BigInt(Math.abs(minor)), { digits, negative: minor < 0 })
}

function numberOf(units: bigint, form: { digits: number; negative: boolean }): number {
  const text = units.toString().padStart(form.digits + 1, "0")
  const point = text.length - form.digits
  const value = Number(`${text.slice(0, point)}.${text.slice(point)}`)
  if (value >= LARGEST) {
    throw new RangeError("Amount out of bounds")
  }
  return form.negative && units !== 0n ? -value : value
}

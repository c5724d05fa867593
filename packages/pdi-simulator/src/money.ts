/**
 * Money crosses the wire as numbers in major units. Here it is integers only: amounts in cents,
 * unit prices in ten-thousandths (four decimals are allowed), quantities in thousandths.
 */
export const PRICE_SCALE = 10_000
export const QUANTITY_SCALE = 1_000
const CENT_IN_PRICE_UNITS = 100

export function toCents(amount: number): number {
  return Math.round(amount * 100)
}

export function fromCents(cents: number): number {
  return cents / 100
}

export function toPriceUnits(price: number): number {
  return Math.round(price * PRICE_SCALE)
}

export function toQuantityUnits(quantity: number): number {
  return Math.round(quantity * QUANTITY_SCALE)
}

/** (a × b) ÷ divisor, rounded half up; the product may exceed what a double holds exactly. */
export function multiplyDivide(a: number, b: number, divisor: number): number {
  const product = BigInt(a) * BigInt(b)
  const half = BigInt(divisor) / 2n
  return Number((product + half) / BigInt(divisor))
}

/** The price of `quantityUnits` at `priceUnits` each, in cents. */
export function extend(priceUnits: number, quantityUnits: number): number {
  return multiplyDivide(priceUnits, quantityUnits, CENT_IN_PRICE_UNITS * QUANTITY_SCALE)
}

/** Whether a number is finite, not negative and carries no more decimals than allowed. */
export function isMoney(value: unknown, decimals: number): value is number {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return false
  const scaled = value * 10 ** decimals
  return Math.abs(scaled - Math.round(scaled)) < 1e-4 && Number.isSafeInteger(Math.round(scaled))
}

const NANP = /^[2-9]\d{9}$/
const E164 = /^\+[1-9]\d{7,14}$/

/** Ten digits for NANP numbers, E.164 for all others; null when it is neither (or masked). */
export function normalizePhone(value: string): string | null {
  if (NANP.test(value)) return value
  if (!E164.test(value)) return null
  return value.startsWith("+1") && NANP.test(value.slice(2)) ? value.slice(2) : value
}

/** `******0100`: enough for a shopper to recognise, too little for anyone else. */
export function maskLoyaltyId(value: string): string {
  return `******${value.slice(-4)}`
}

const BASE32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const TIME_DIGITS = 10

/**
 * The smallest id that Medusa can have given at a time or later. Its ids are a prefix and a ULID,
 * which begins with the time, so a primary key tells when a row was made without another index.
 */
export function firstIdSince(prefix: string, at: Date): string {
  let left = Math.max(0, at.getTime())
  let digits = ""
  for (let position = 0; position < TIME_DIGITS; position++) {
    digits = BASE32[left % BASE32.length]! + digits
    left = Math.floor(left / BASE32.length)
  }
  return `${prefix}_${digits}`
}

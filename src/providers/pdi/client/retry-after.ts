/** An engine that asks for more is answered with this much patience. */
const RETRY_AFTER_CAP_S = 3_600

/**
 * Reads a `Retry-After` header: seconds or an HTTP date.
 *
 * @param now wall clock in ms, for the date form
 * @returns whole seconds from 0 to one hour; undefined when missing or unreadable
 */
export function parseRetryAfter(header: string | null, now: number): number | undefined {
  const text = header?.trim() ?? ""
  if (/^\d+$/.test(text)) {
    return Math.min(Number(text), RETRY_AFTER_CAP_S)
  }
  // Date.parse reads far more than HTTP dates ("-5" is a year): insist on a weekday.
  const at = /^(mon|tue|wed|thu|fri|sat|sun)/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at)
    ? undefined
    : Math.min(Math.max(0, Math.ceil((at - now) / 1000)), RETRY_AFTER_CAP_S)
}

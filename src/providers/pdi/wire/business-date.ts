/**
 * The calendar day on which something happened at the store.
 *
 * @param at RFC 3339
 * @param time_zone IANA name
 * @returns YYYY-MM-DD
 * @throws RangeError when `at` is no date
 */
export function businessDate(at: string, time_zone: string): string {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: time_zone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(new Date(at))
  const part = (type: string) => parts.find((entry) => entry.type === type)?.value ?? ""
  return `${part("year")}-${part("month")}-${part("day")}`
}

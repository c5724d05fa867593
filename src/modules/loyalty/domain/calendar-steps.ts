const DAY_IN_MS = 86_400_000
const HOUR_IN_MS = 3_600_000

export interface CalendarPeriod {
  from: Date
  /** Not part of it. */
  to: Date
  bucket: "hour" | "day"
  /** IANA name: a day begins at its midnight. */
  time_zone: string
}

/**
 * When each hour or day of a period begins, by the wall clock of a time zone; the first may begin
 * before the period. A day with 23 hours is one day.
 *
 * The runtime checks a zone's name, so it counts with it too: a database may not know the name.
 */
export function calendarSteps({ from, to, bucket, time_zone }: CalendarPeriod): Date[] {
  const offsetAt = offsetsOf(time_zone)
  const starts = bucket === "hour" ? hourStarts(from, offsetAt) : dayStarts(from, offsetAt)
  const steps: Date[] = []
  for (const start of starts) {
    if (start >= to.getTime()) {
      break
    }
    steps.push(new Date(start))
  }
  return steps
}

/** By how many milliseconds the wall clock is ahead of UTC. */
type OffsetAt = (at: number) => number

function offsetsOf(time_zone: string): OffsetAt {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: time_zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  })
  return (at) => {
    const second = Math.floor(at / 1_000) * 1_000
    const shown = format.formatToParts(second)
    const of = (type: string) => Number(shown.find((part) => part.type === type)?.value)
    const wall = Date.UTC(
      of("year"),
      of("month") - 1,
      of("day"),
      of("hour"),
      of("minute"),
      of("second"),
    )
    return wall - second
  }
}

/** Without end. The clock may be put by half an hour, after which full hours are others. */
function* hourStarts(from: Date, offsetAt: OffsetAt): Generator<number> {
  for (let at = from.getTime(); ; at += HOUR_IN_MS) {
    at -= remainder(at + offsetAt(at), HOUR_IN_MS)
    yield at
  }
}

/** Without end. */
function* dayStarts(from: Date, offsetAt: OffsetAt): Generator<number> {
  const wall = from.getTime() + offsetAt(from.getTime())
  let last = -Infinity
  for (let midnight = wall - remainder(wall, DAY_IN_MS); ; midnight += DAY_IN_MS) {
    const start = instantOf(midnight, offsetAt)
    // An island that changes sides of the date line leaves a day out.
    if (start > last) {
      yield start
      last = start
    }
  }
}

/**
 * When a midnight, given as if it were UTC, comes in the zone. Where the clock is put forward at
 * midnight there is none: the day begins with the change.
 */
function instantOf(midnight: number, offsetAt: OffsetAt): number {
  const before = midnight - offsetAt(midnight - DAY_IN_MS)
  const after = midnight - offsetAt(midnight + DAY_IN_MS)
  return [before, after].find((at) => at + offsetAt(at) === midnight) ?? before
}

const remainder = (value: number, divisor: number): number =>
  ((value % divisor) + divisor) % divisor

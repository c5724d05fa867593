/** A period of the dashboard, by days back from now. */
export const PERIODS = ["1", "7", "30", "90", "365"] as const
export type PeriodName = (typeof PERIODS)[number] | "custom"

export interface Period {
  from: string
  /** Absent for a period that goes on: the server's own clock says when now is. */
  to?: string
}

const DAY_IN_MS = 86_400_000

/** The days up to now. */
export function lastDays(days: number, now: number): Period {
  return { from: new Date(now - days * DAY_IN_MS).toISOString() }
}

/** Whole days of the calendar, both ends included, in the browser's time zone. */
export function wholeDays(first: Date, last: Date): Period {
  const start = new Date(first)
  start.setHours(0, 0, 0, 0)
  const end = new Date(last)
  end.setHours(0, 0, 0, 0)
  end.setDate(end.getDate() + 1)
  return { from: start.toISOString(), to: end.toISOString() }
}

/** Where the person sits who looks at the figures. */
export const browserTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone

import { useMemo, useState } from "react"
import { useSearchParams } from "react-router-dom"

import type { AdminLoyaltyOverviewParams } from "../../types/http/admin"
import { browserTimeZone, lastDays, PERIODS, wholeDays, type PeriodName } from "./period"

export interface CalendarDays {
  first: Date
  last: Date
}

export interface OverviewQuestion {
  store_id: string | null
  period: PeriodName
  days: CalendarDays
  /** What is asked, whenever it is asked: the same for as long as nobody chooses something else. */
  key: Record<string, string | null>
  /** The question as of a moment; a period up to now moves on with it. */
  paramsAt: (now: number) => AdminLoyaltyOverviewParams
  setStore: (id: string | null) => void
  setPeriod: (period: PeriodName) => void
  setDays: (days: CalendarDays) => void
}

const DEFAULT_PERIOD = "30"
const WEEK_IN_MS = 604_800_000

/** What the dashboard asks for, kept in the address. */
export function useOverviewQuestion(): OverviewQuestion {
  const [address, setAddress] = useSearchParams()
  // Only what the calendar shows before days are chosen.
  const [opened_at] = useState(() => Date.now())
  const store_id = address.get("store_id")
  const given = address.get("period")
  const period: PeriodName =
    given === "custom" ? given : (PERIODS.find((name) => name === given) ?? DEFAULT_PERIOD)
  const first = address.get("first")
  const last = address.get("last")
  const days = useMemo(
    () => ({
      first: first ? new Date(first) : new Date(opened_at - WEEK_IN_MS),
      last: last ? new Date(last) : new Date(opened_at),
    }),
    [first, last, opened_at],
  )
  const paramsAt = (now: number): AdminLoyaltyOverviewParams => ({
    ...(period === "custom" ? wholeDays(days.first, days.last) : lastDays(Number(period), now)),
    ...(store_id && { store_id }),
    time_zone: browserTimeZone(),
  })
  const change = (changes: Record<string, string | null>) =>
    setAddress(
      (current) => {
        const next = new URLSearchParams(current)
        for (const [key, value] of Object.entries(changes)) {
          if (value === null) {
            next.delete(key)
          } else {
            next.set(key, value)
          }
        }
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  return {
    store_id,
    period,
    days,
    key: { store_id, period, ...(period === "custom" && { first, last }) },
    paramsAt,
    setStore: (id) => change({ store_id: id }),
    setPeriod: (name) => change({ period: name }),
    setDays: (chosen) =>
      change({ first: chosen.first.toISOString(), last: chosen.last.toISOString() }),
  }
}

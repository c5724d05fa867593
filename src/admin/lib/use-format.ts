import { useMemo } from "react"
import { useTranslation } from "react-i18next"

import { directionOf } from "./direction"
import { localeOf } from "./locale"

export type Moment = string | Date | null | undefined

/** What stands for a value that is not there. */
export const NOTHING = "–"

const MS_IN_S = 1_000
const SMALLEST = ["second", 1] as const
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], SMALLEST] as const

/** Numbers, money and times in Admin's language. */
export function useFormat() {
  const { i18n } = useTranslation()
  const { language } = i18n
  const direction = i18n.dir(language)
  return useMemo(() => formatsOf(localeOf(language), direction), [language, direction])
}

function formatsOf(language: string, page: "ltr" | "rtl") {
  const { figure, name, parts } = directionOf(page)
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium" })
  const minute = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" })
  const second = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" })
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const any = new Intl.NumberFormat(language, { maximumFractionDigits: 3 })
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 })
  const dated = (format: Intl.DateTimeFormat) => (at: Moment) =>
    at ? format.format(new Date(at)) : NOTHING
  return {
    day: dated(day),
    time: dated(minute),
    exactTime: dated(second),
    integer: (value: number | null | undefined) =>
      value === null || value === undefined ? NOTHING : figure(whole.format(value)),
    number: (value: number) => figure(any.format(value)),
    /** Points that came or went, with their sign. */
    gain: (value: number) => figure(`+${whole.format(value)}`),
    loss: (value: number) => figure(`−${whole.format(value)}`),
    /** Seconds as days, hours, minutes or seconds: whichever is the first that there is one of. */
    duration: (seconds: number) => {
      const [unit, length] = UNITS.find(([, in_s]) => seconds >= in_s) ?? SMALLEST
      return new Intl.NumberFormat(language, {
        style: "unit",
        unit,
        unitDisplay: "long",
        maximumFractionDigits: 0,
      }).format(Math.floor(seconds / length))
    },
    share: (value: number | null) => (value === null ? NOTHING : figure(percent.format(value))),
    /** In the currency's own number of digits. */
    money: (amount: number, currency_code: string) =>
      figure(
        new Intl.NumberFormat(language, { style: "currency", currency: currency_code }).format(
          amount,
        ),
      ),
    /** Milliseconds, or seconds where they are many. */
    latency: (ms: number | null) =>
      ms === null
        ? NOTHING
        : figure(
            ms < MS_IN_S ? `${whole.format(ms)} ms` : `${any.format(Math.round(ms / 100) / 10)} s`,
          ),
    name,
    parts,
  }
}

export type Formats = ReturnType<typeof useFormat>

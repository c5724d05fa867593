import type { LoyaltyMessages, MessageKey } from "../i18n/messages.js"

export type MessageValues = Record<string, string | number>

/** Texts and figures as the shopper's language writes them. */
export interface LoyaltyFormat {
  locale: string
  direction: "ltr" | "rtl"
  /** The dictionary's text; `count` chooses the plural form. */
  text(key: MessageKey, values?: MessageValues): string
  /** An amount in major units of a currency. */
  money(amount: number, currency_code: string): string
  number(value: number): string
  points(count: number): string
  date(iso: string): string
}

const RTL = /^(ar|arc|ckb|dv|fa|he|ku-arab|ps|sd|ug|ur|yi)\b/i

/** Invisible characters: text between them keeps its own direction and disturbs none around it. */
const LEFT_TO_RIGHT = "\u2066"
const BY_ITSELF = "\u2068"
const END = "\u2069"
const MARKS = /[\u200e\u200f\u061c]/g
const RTL_LETTER = /[\u05d0-\u05ea\u0620-\u064a]/

/**
 * Makes the format of a language; the dictionary need not be of the same one. Shops also write
 * `en_US.UTF-8`, `C` or nothing: `Intl` would throw, and the page with it.
 */
export function createFormat(given: string, messages: LoyaltyMessages): LoyaltyFormat {
  let locale = "en"
  try {
    locale = new Intl.Locale(given.replace(/[.@].*/, "").replace(/_/g, "-")).toString()
  } catch {
    // It names no language.
  }
  const plural = new Intl.PluralRules(locale)
  const numbers = new Intl.NumberFormat(locale)
  const dates = new Intl.DateTimeFormat(locale, { dateStyle: "medium" })
  const is_rtl = RTL.test(locale)
  const write = (value: string | number) =>
    typeof value === "number"
      ? numbers.format(value)
      : is_rtl || RTL_LETTER.test(value)
        ? BY_ITSELF + value + END
        : value
  // "US$" between Arabic words would swap places with its amount and tear off the minus.
  const money = (text: string) =>
    is_rtl && !RTL_LETTER.test(text) ? LEFT_TO_RIGHT + text.replace(MARKS, "") + END : text
  const text: LoyaltyFormat["text"] = (key, values = {}) => {
    const message = messages[key]
    const form =
      typeof message === "string"
        ? message
        : (message[plural.select(Number(values["count"] ?? 0))] ?? message.other)
    return form.replace(/\{(\w+)\}/g, (found, name: string) => {
      const value = values[name]
      return value === undefined ? found : write(value)
    })
  }
  return {
    locale,
    direction: is_rtl ? "rtl" : "ltr",
    text,
    money: (amount, currency_code) =>
      money(
        new Intl.NumberFormat(locale, { style: "currency", currency: currency_code }).format(
          amount,
        ),
      ),
    number: write,
    points: (count) => text("points", { count }),
    date: (iso) => dates.format(new Date(iso)),
  }
}

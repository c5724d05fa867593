import { createFormat } from "../src/core/format.js"
import { ar } from "../src/i18n/ar.js"
import { de } from "../src/i18n/de.js"
import { en } from "../src/i18n/en.js"
import { es } from "../src/i18n/es.js"
import { fr } from "../src/i18n/fr.js"
import type { MessageKey, PluralMessage } from "../src/i18n/messages.js"

const DICTIONARIES = { ar, de, en, es, fr }
const KEYS = Object.keys(en) as MessageKey[]

const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
const formsOf = (message: string | PluralMessage): Record<string, string> =>
  typeof message === "string" ? { other: message } : { ...message }

describe.each(Object.entries(DICTIONARIES))("the dictionary %s", (locale, dictionary) => {
  it("has every text, with the places that English has", () => {
    for (const key of KEYS) {
      expect(namesIn(formsOf(dictionary[key])["other"] ?? ""), key).toEqual(
        namesIn(formsOf(en[key])["other"] ?? ""),
      )
      // Forms for one and two may spell the number.
      const allowed = namesIn(formsOf(en[key])["other"] ?? "")
      Object.values(formsOf(dictionary[key])).forEach((form) =>
        namesIn(form).forEach((name) => expect(allowed, key).toContain(name)),
      )
    }
    expect(Object.keys(dictionary).sort()).toEqual([...KEYS].sort())
  })

  it("says how many points without a gap", () => {
    const format = createFormat(locale, dictionary)
    for (const count of [0, 1, 2, 3, 11, 100, 5000]) {
      expect(format.points(count)).not.toMatch(/[{}]/)
      expect(format.points(count)).not.toBe("")
    }
  })
})

it("keeps names, and money in Latin letters, in one piece between Arabic words", () => {
  const format = createFormat("ar", ar)
  expect(format.text("member_greeting", { name: "John D." })).toContain("\u2068John D.\u2069")
  expect(format.money(-4.27, "usd")).toMatch(
    /^\u2066-4\.27\s*US\$\u2069$|^\u2066-?US\$\s*-?4\.27\u2069$/,
  )
  expect(createFormat("en", en).text("member_greeting", { name: "John D." })).toBe("Hello, John D.")
})

it.each([
  ["de_DE", "de-DE", "1.234,5"],
  ["zh_Hant_TW", "zh-Hant-TW", "1,234.5"],
  ["", "en", "1,234.5"],
  ["en_US.UTF-8", "en-US", "1,234.5"],
  ["de_DE@euro", "de-DE", "1.234,5"],
  ["C", "en", "1,234.5"],
  ["C.UTF-8", "en", "1,234.5"],
  ["en_US US", "en", "1,234.5"],
  ["*", "en", "1,234.5"],
])("takes %j for the language that it means", (given, locale, words) => {
  const format = createFormat(given, en)
  expect(format.locale).toBe(locale)
  expect(format.number(1234.5)).toBe(words)
})

it("writes figures as the language does", () => {
  expect(createFormat("de", de).money(1234.5, "eur")).toBe("1.234,50\u00a0€")
  expect(createFormat("en", en).points(1)).toBe("1 point")
  expect(createFormat("ar-EG", ar).direction).toBe("rtl")
  expect(createFormat("ar_EG", ar).direction).toBe("rtl")
  expect(createFormat("en", en).money(1200, "jpy")).toBe("¥1,200")
})

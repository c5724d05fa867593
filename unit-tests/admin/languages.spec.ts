import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"

import languages from "../../src/admin/i18n/index"
import { localeOf } from "../../src/admin/lib/locale"
import { NAMESPACE } from "../../src/admin/lib/namespace"
import { FAILURE_REASONS } from "../../src/modules/loyalty/domain/session-machine"
import { UNAVAILABLE_REASONS } from "../../src/modules/loyalty/domain/reward-eligibility"
import { SKIP_REASONS } from "../../src/providers/pdi/wire/rewards"

interface Texts {
  [key: string]: string | Texts
}

type Language = keyof typeof languages

const CODES = Object.keys(languages) as Language[]
const PLACEHOLDER = /\{\{(\w+)\}\}/g
const flat = (texts: Texts, prefix = ""): [string, string][] =>
  Object.entries(texts).flatMap(([key, text]): [string, string][] =>
    typeof text === "string" ? [[prefix + key, text]] : flat(text, `${prefix}${key}.`),
  )

const textsOf = (language: Language): Map<string, string> =>
  new Map(flat(languages[language][NAMESPACE]))

/** Keys without the ending that says for which numbers they are. */
const subjectsOf = (texts: Map<string, string>): string[] =>
  [
    ...new Set([...texts.keys()].map((key) => key.replace(/_(zero|one|two|few|many|other)$/, ""))),
  ].sort()

const placeholdersOf = (text = ""): string[] =>
  [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name))].sort()

describe("the texts of Admin", () => {
  const english = textsOf("en")

  it("are there in each language that storefronts have", () => {
    const folder = path.join("packages", "storefront", "src", "i18n")
    const shops = readdirSync(folder)
      .filter((file) => /^[a-z]{2}\.ts$/.test(file))
      .map((file) => file.slice(0, 2))

    expect([...CODES].sort()).toEqual(shops.sort())
  })

  it.each(CODES)(
    "in %s have all keys, none empty, and every value that English shows",
    (language) => {
      const texts = textsOf(language)

      expect(subjectsOf(texts)).toEqual(subjectsOf(english))
      expect([...texts].filter(([, text]) => text.trim() === "")).toEqual([])
      const wrong = [...english].filter(
        ([key, text]) =>
          // One of something may be said in a word; the others need their number.
          !key.endsWith("_one") &&
          String(placeholdersOf(texts.get(key))) !== String(placeholdersOf(text)),
      )
      expect(wrong).toEqual([])
    },
  )

  it("name every reason why a session fails, and no other", () => {
    const named = [...english.keys()].filter((key) => key.startsWith("failure."))

    expect(named.sort()).toEqual(FAILURE_REASONS.map((reason) => `failure.${reason}`).sort())
  })

  it.each(CODES.filter((language) => language !== "en"))(
    "in %s are translated: no sentence is left in English",
    (language) => {
      const texts = textsOf(language)
      const left = [...english].filter(
        ([key, text]) => text.split(" ").length > 2 && texts.get(key) === text,
      )

      expect(left).toEqual([])
    },
  )

  it.each(CODES)("in %s have a text for every plural form, so that none is English", (language) => {
    const texts = textsOf(language)
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const counted = subjectsOf(english).filter((key) => english.has(`${key}_other`))
    const missing = counted.flatMap((key) =>
      forms.map((form) => `${key}_${form}`).filter((name) => !texts.has(name)),
    )

    expect(counted.length).toBeGreaterThan(10)
    expect(missing).toEqual([])
  })
})

describe("why a reward takes nothing off", () => {
  it("has words of Admin's for every reason that PDI's rewards or the allocation end with", () => {
    const reasons = [...SKIP_REASONS, ...UNAVAILABLE_REASONS]

    expect(reasons.filter((reason) => !textsOf("en").has(`rewardReason.${reason}`))).toEqual([])
  })
})

describe("the names that Medusa gives its languages", () => {
  const load = createRequire(import.meta.url)
  const manifest = load.resolve("@medusajs/dashboard/package.json")
  const folder = path.join(path.dirname(manifest), "src", "i18n", "translations")
  const names = readdirSync(folder)
    .filter((file) => /^[a-zA-Z]+\.json$/.test(file))
    .map((file) => path.basename(file, ".json"))

  it("are names of browsers then, so that a date or a number is shown in each", () => {
    expect(names).toEqual(expect.arrayContaining(["ptBR", "zhCN", "ar"]))
    const locales = names.map(localeOf)

    expect(Intl.DateTimeFormat.supportedLocalesOf(locales)).toEqual(locales)
    expect(locales).toEqual(expect.arrayContaining(["pt-BR", "zh-CN", "en-GB", "ar"]))
  })

  it("stand for English where no browser knows them", () => {
    expect(["", "$schema", "a language"].map(localeOf)).toEqual(["en", "en", "en"])
  })
})

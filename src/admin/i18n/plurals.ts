const OTHER = "_other"

interface Texts {
  [key: string]: string | Texts
}

/**
 * The texts with one for every plural form of their language. Translations write "one" and "other";
 * some languages have more forms (French and Spanish for millions, Arabic for two and for few), and
 * a form that is missing would be shown in English.
 */
export function withPlurals(language: string, texts: Texts): Texts {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories
  const entries = Object.entries(texts).flatMap(([key, text]): [string, string | Texts][] => {
    if (typeof text !== "string") {
      return [[key, withPlurals(language, text)]]
    }
    return key.endsWith(OTHER)
      ? forms.map((form) => [`${key.slice(0, -OTHER.length)}_${form}`, text])
      : []
  })
  // What is written stands over what is filled in.
  return { ...Object.fromEntries(entries), ...texts, ...nested(entries) }
}

function nested(entries: readonly [string, string | Texts][]): Texts {
  return Object.fromEntries(entries.filter(([, text]) => typeof text !== "string"))
}

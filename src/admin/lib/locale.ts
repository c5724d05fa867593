/** The language of our texts where another is missing. */
const FALLBACK = "en"

/**
 * Medusa's name of a language as browsers know it: its "ptBR" is "pt-BR" there. Asked for formats
 * of a name that it does not know, a browser throws, and the page is gone.
 */
export function localeOf(language: string): string {
  const name = language.replace(/([a-z])([A-Z])/g, "$1-$2")
  try {
    return Intl.getCanonicalLocales(name)[0] ?? FALLBACK
  } catch {
    return FALLBACK
  }
}

import type { LoyaltyMessages } from "../i18n/messages.js"

const LANGUAGES: Record<string, () => Promise<LoyaltyMessages>> = {
  ar: async () => (await import("../i18n/ar.js")).ar,
  de: async () => (await import("../i18n/de.js")).de,
  es: async () => (await import("../i18n/es.js")).es,
  fr: async () => (await import("../i18n/fr.js")).fr,
}

/** The dictionary of a locale's language, or null where English is shown. */
export async function loadMessages(locale: string): Promise<LoyaltyMessages | null> {
  const language = locale.split(/[-_.@]/)[0]?.toLowerCase() ?? ""
  try {
    return (await LANGUAGES[language]?.()) ?? null
  } catch {
    // The file did not come: English is better than nothing.
    return null
  }
}

import type * as libphonenumber from "libphonenumber-js"
import type { CountryCode, PhoneNumber } from "libphonenumber-js"
import type { EntryMethod, LoyaltyIdentifier } from "../../../types/provider"
import { LoyaltyError } from "./errors"

export interface IdentifierInput {
  phone?: string | null
  email?: string | null
  card?: string | null
  /** ISO 3166 alpha-2, for phones written without a country; the store's country otherwise. */
  country_code?: string | null
  entry_method?: EntryMethod | null
}

const PHONE_LENGTH_MAX = 40
const EMAIL_LENGTH_MAX = 254
const EMAIL_LOCAL_LENGTH_MAX = 64
const CARD_LENGTH_MAX = 64
const NAME_LENGTH_MAX = 40

/** Control characters and halves of surrogate pairs: nothing a person types. */
const FORBIDDEN = /[\p{Cc}\p{Cs}]/u
/** Direction marks and zero-width characters, which phones' address books copy along. */
const INVISIBLE = /\p{Cf}/gu
const PHONE_PATTERN = /^\+?[\d\s().\-‐-―−/]+$/
const EXTENSION = /\s*(?:;\s*ext\s*=|,?\s*ext(?:ension|n)?\.?|x|#)\s*:?\s*\d{1,7}$/i
const EMAIL_PATTERN =
  /^[^\s@*<>()[\],;:\\".]+(?:\.[^\s@*<>()[\],;:\\".]+)*@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u
const CARD_PATTERN = /^[A-Za-z0-9]{6,40}$/
const NANP_PATTERN = /^[2-9]\d{9}$/

/**
 * One form for one identifier: phones in E.164, e-mails in lower case, cards without spaces.
 *
 * @param defaultCountry ISO 3166 alpha-2 of the store
 * @throws LoyaltyError `invalid_identifier`; the message is for the shopper and repeats no input.
 */
export function normalizeIdentifier(
  input: IdentifierInput,
  defaultCountry: string,
): LoyaltyIdentifier {
  const given = (["phone", "email", "card"] as const).flatMap((kind) => {
    const value = input[kind]
    return value === undefined || value === null || value.trim() === "" ? [] : [{ kind, value }]
  })
  const [only] = given
  if (!only || given.length > 1) {
    throw refuse("Enter one of phone number, e-mail address or card number.")
  }
  const entry_method = input.entry_method ?? "manual"
  switch (only.kind) {
    case "phone":
      return {
        kind: "phone",
        value: normalizePhone(only.value, input.country_code ?? null, defaultCountry),
        entry_method,
      }
    case "email":
      return { kind: "email", value: normalizeEmail(only.value), entry_method }
    case "card":
      return { kind: "card", value: normalizeCard(only.value), entry_method }
  }
}

/**
 * What may be shown of an identifier: `******0100`, `j***@e***.com`, the last four of a card.
 * The number of stars says nothing about the length.
 */
export function maskIdentifier(identifier: Pick<LoyaltyIdentifier, "kind" | "value">): string {
  if (identifier.kind === "email") {
    const at = identifier.value.lastIndexOf("@")
    const domain = identifier.value.slice(at + 1)
    const dot = domain.lastIndexOf(".")
    const local = maskPart(identifier.value.slice(0, Math.max(0, at)))
    return dot < 0
      ? `${local}@***`
      : `${local}@${maskPart(domain.slice(0, dot))}${domain.slice(dot)}`
  }
  const characters = Array.from(identifier.value)
  // Four of six would be most of a short number.
  const shown = characters.length >= 8 ? 4 : characters.length >= 6 ? 2 : 0
  return `******${shown === 0 ? "" : characters.slice(-shown).join("")}`
}

/**
 * A member's name before ownership is proven: `John D.` for `John Doe` and `Doe, John`. Null for
 * nothing, and for engines that put an e-mail or a number where the name belongs.
 */
export function displayName(name: string | null | undefined): string | null {
  const clean = (name ?? "").normalize("NFC").replace(/\p{C}/gu, " ").replace(/\s+/g, " ").trim()
  // Three digits are a number and not a "2nd".
  if (clean.includes("@") || (clean.match(/\p{Nd}/gu) ?? []).length >= 3) {
    return null
  }
  const [last, first] = clean.split(/\s*,\s*/, 2)
  const words = (first ? `${first} ${last}` : clean)
    .split(/[\s,]+/)
    .filter((word) => /^\p{L}/u.test(word))
  const given = Array.from(words[0] ?? "")
    .slice(0, NAME_LENGTH_MAX)
    .join("")
  const initial = words.length > 1 ? Array.from(words[words.length - 1] ?? "")[0] : undefined
  return given === "" ? null : initial ? `${given} ${initial.toUpperCase()}.` : given
}

function normalizePhone(value: string, country: string | null, defaultCountry: string): string {
  const message = "Enter a valid phone number, with its area code."
  const typed = readable(value, PHONE_LENGTH_MAX, message).replace(INVISIBLE, "")
  const text = asciiDigits(typed).replace(EXTENSION, "").trim()
  if (!PHONE_PATTERN.test(text)) {
    throw refuse(message)
  }
  // Read everywhere, although only some countries dial it: nobody's national number starts so.
  const dialled = text.replace(/^00(?=[\s.()-]*[1-9])/, "+")
  const parsed = phoneRules().parsePhoneNumberFromString(dialled, {
    defaultCountry: supportedCountry(country, message) ?? supportedCountry(defaultCountry),
    extract: false,
  })
  if (!parsed || !isAcceptable(parsed)) {
    throw refuse(message)
  }
  return parsed.number
}

/** Loaded with the first number: no rule of ours, and a shop starts without these 80 files. */
function phoneRules(): typeof libphonenumber {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at the start
  return require("libphonenumber-js") as typeof libphonenumber
}

/**
 * The fiction range (555-01xx and the like) is possible and not valid to the library; demos and
 * test members use it, and the engine is the one that knows its members.
 */
function isAcceptable(phone: PhoneNumber): boolean {
  if (phone.countryCallingCode === "1") {
    return NANP_PATTERN.test(phone.nationalNumber)
  }
  return phone.isValid()
}

function supportedCountry(country: string | null, message?: string): CountryCode | undefined {
  if (country === null || country.trim() === "") {
    return undefined
  }
  const code = country.trim().toUpperCase()
  if (phoneRules().isSupportedCountry(code)) {
    return code
  }
  if (message !== undefined) {
    throw refuse(message)
  }
  return undefined
}

function normalizeEmail(value: string): string {
  const message = "Enter a valid e-mail address."
  const text = readable(value, EMAIL_LENGTH_MAX, message)
  const email = text.normalize("NFC").toLowerCase()
  const local_length = email.lastIndexOf("@")
  if (!EMAIL_PATTERN.test(email) || local_length > EMAIL_LOCAL_LENGTH_MAX || /\p{C}/u.test(email)) {
    throw refuse(message)
  }
  return email
}

function normalizeCard(value: string): string {
  const message = "Enter a valid card number."
  const text = readable(value, CARD_LENGTH_MAX, message)
  const card = asciiDigits(text).replace(/[\s-]/g, "")
  if (!CARD_PATTERN.test(card)) {
    throw refuse(message)
  }
  return card
}

function readable(value: string, length_max: number, message: string): string {
  // Measured before any other work, so that a megabyte costs nothing.
  if (value.length > length_max) {
    throw refuse(message)
  }
  const text = value.trim()
  if (FORBIDDEN.test(text)) {
    throw refuse(message)
  }
  return text
}

/** Fullwidth forms by NFKC, and the digits of every script: each run of ten starts at its zero. */
function asciiDigits(text: string): string {
  return text.normalize("NFKC").replace(/\p{Nd}/gu, (digit) => {
    let zero = digit.codePointAt(0) ?? 0
    const code = zero
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) {
      zero -= 1
    }
    return String((code - zero) % 10)
  })
}

function maskPart(text: string): string {
  const characters = Array.from(text)
  return characters.length > 1 ? `${characters[0]}***` : "***"
}

function refuse(message: string): LoyaltyError {
  return new LoyaltyError("invalid_identifier", message)
}

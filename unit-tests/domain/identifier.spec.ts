import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { isLoyaltyError } from "../../src/modules/loyalty/domain/errors"
import {
  displayName,
  maskIdentifier,
  normalizeIdentifier,
} from "../../src/modules/loyalty/domain/identifier"

const phone = (value: string, country = "US"): string =>
  normalizeIdentifier({ phone: value }, country).value

function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act()
  } catch (error) {
    if (isLoyaltyError(error)) {
      return { code: error.code, message: error.message }
    }
    throw error
  }
  throw new Error("nothing was refused")
}

describe("phones", () => {
  it.each([
    ["plus, spaces and brackets", "+1 (555) 010-0100"],
    ["trunk prefix", "1-555-010-0100"],
    ["ten digits", "5550100100"],
    ["dots", "555.010.0100"],
    ["surrounding white space", "  555 010 0100\n"],
    ["extension word", "555-010-0100 ext. 12"],
    ["extension letter", "555-010-0100 x12"],
    ["extension parameter", "+15550100100;ext=12"],
    ["extension sign", "555-010-0100 #4"],
    ["fullwidth digits and plus", "+15550100100"],
    ["Arabic-Indic digits", "٥٥٥٠١٠٠١٠٠"],
    ["Devanagari digits", "५५५०१००१००"],
    ["international prefix 00", "0015550100100"],
    ["international prefix of the country", "011 1 555 010 0100"],
    ["direction marks of an address book", "\u202a+1 555 010 0100\u202c"],
    ["typographic dashes", "555–010‑0100"],
    ["no-break spaces", "555\u00a0010\u00a00100"],
  ])("reads %s as one number", (_, value) => {
    expect(phone(value)).toBe("+15550100100")
  })

  it.each([
    ["a German mobile", "0151 23456789", "DE", "+4915123456789"],
    ["a German mobile from a US store", "+49 151 23456789", "US", "+4915123456789"],
    ["00 from a US store", "0049 151 23456789", "US", "+4915123456789"],
    ["a British number", "020 7946 0958", "GB", "+442079460958"],
    ["an American number from Germany", "+1 555 010 0100", "DE", "+15550100100"],
    ["a Canadian number", "(416) 555-0123", "CA", "+14165550123"],
  ])("reads %s", (_, value, country, expected) => {
    expect(phone(value, country)).toBe(expected)
  })

  it("prefers the shopper's country over the store's", () => {
    const input = { phone: "0151 23456789", country_code: "de" }
    expect(normalizeIdentifier(input, "US").value).toBe("+4915123456789")
  })

  it("still reads full numbers when the store's country is unknown to the library", () => {
    expect(phone("+1 555 010 0100", "ZZ")).toBe("+15550100100")
    expect(refusal(() => phone("5550100100", "ZZ")).code).toBe("invalid_identifier")
  })

  it.each([
    ["seven digits", "010-0100"],
    ["eleven digits not starting with 1", "25550100100"],
    ["a masked number", "******0100"],
    ["a masked number in letters", "xxxxxx0100"],
    ["a masked number in bullets", "••••••0100"],
    ["zeros", "0000000000"],
    ["an area code from 1", "1550100100"],
    ["words", "call me maybe"],
    ["a vanity number", "1-800-FLOWERS"],
    ["NUL", "555010\u00000100"],
    ["a control character", "555010\u00070100"],
    ["half a surrogate pair", "555010\ud8000100"],
    ["too many characters", "5".repeat(41)],
    ["a megabyte", "5".repeat(1_000_000)],
    ["only an extension", "x123"],
    ["a plus alone", "+"],
    ["two pluses", "++15550100100"],
    ["an unassigned country", "+999 555 010 0100"],
    ["an impossible German number", "+49 1"],
    ["a possible German number that nobody has", "+49 0000000000"],
    ["a French number that nobody has", "+33 0 12 34 56 78"],
    ["a line break inside", "555\n0100100"],
  ])("refuses %s without echoing it", (_, value) => {
    const { code, message } = refusal(() => phone(value))
    expect(code).toBe("invalid_identifier")
    expect(message).toBe("Enter a valid phone number, with its area code.")
  })

  it("refuses a country nobody knows", () => {
    const act = () => normalizeIdentifier({ phone: "5550100100", country_code: "ZZ" }, "US")
    expect(refusal(act).code).toBe("invalid_identifier")
  })

  it("gives the same number for its own result", () => {
    const numbers = fc.stringMatching(/^[2-9]\d{9}$/)
    fc.assert(
      fc.property(numbers, (national) => {
        const once = phone(national)
        expect(once).toBe(`+1${national}`)
        expect(phone(once)).toBe(once)
      }),
      { seed: 20, numRuns: 200 },
    )
  })

  it("refuses or normalises anything, and never throws anything else", () => {
    // Text of any kind hardly ever gets as far as the library that reads phone numbers.
    const dialled = fc.constantFrom(..."0123456789", ..."+()-./ x#", ..."٥५5\u00a0")
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 50 }),
      fc.string({ unit: dialled, maxLength: 20 }),
    )
    fc.assert(
      fc.property(texts, texts, texts, (value, email, card) => {
        for (const input of [{ phone: value }, { email }, { card }]) {
          let normalized = ""
          try {
            normalized = normalizeIdentifier(input, "US").value
          } catch (error) {
            expect(isLoyaltyError(error) && error.code).toBe("invalid_identifier")
          }
          expect(normalized).not.toMatch(/\p{C}/u)
        }
      }),
      { seed: 21, numRuns: 500 },
    )
  })
})

describe("e-mails and cards", () => {
  it.each([
    [" John.Doe@Example.COM ", "john.doe@example.com"],
    ["j+tag@mail.example.co.uk", "j+tag@mail.example.co.uk"],
    ["jürgen@müller.example", "jürgen@müller.example"],
  ])("normalises %s", (value, expected) => {
    const identifier = normalizeIdentifier({ email: value }, "US")
    expect(identifier).toEqual({ kind: "email", value: expected, entry_method: "manual" })
  })

  it.each([
    "john",
    "john@",
    "@example.com",
    "john@example",
    "john@@example.com",
    "john..doe@example.com",
    ".john@example.com",
    "j***@e***.com",
    "john doe@example.com",
    "john@-example.com",
    "john@exam\u0000ple.com",
    "john\u200b@example.com",
    `${"j".repeat(65)}@example.com`,
    `${"j".repeat(60)}@${"e".repeat(250)}.com`,
  ])("refuses the address %j", (value) => {
    const { code, message } = refusal(() => normalizeIdentifier({ email: value }, "US"))
    expect(code).toBe("invalid_identifier")
    expect(message).toBe("Enter a valid e-mail address.")
  })

  it("reads a card with spaces and dashes and keeps how it was entered", () => {
    const input = { card: " 6035 1234-5678 ", entry_method: "scan" as const }
    expect(normalizeIdentifier(input, "US")).toEqual({
      kind: "card",
      value: "603512345678",
      entry_method: "scan",
    })
  })

  it.each([
    "12345",
    "6035\n12345678",
    "****5678",
    ";603512345678=2512?",
    "6".repeat(41),
    "6".repeat(65),
  ])("refuses the card %j", (value) => {
    const { message } = refusal(() => normalizeIdentifier({ card: value }, "US"))
    expect(message).toBe("Enter a valid card number.")
  })

  it.each([
    {},
    { phone: "", email: null },
    { phone: "5550100100", email: "j@example.com" },
    { email: "j@example.com", card: "603512345678" },
  ])("wants exactly one identifier: %j", (input) => {
    expect(refusal(() => normalizeIdentifier(input, "US")).code).toBe("invalid_identifier")
  })

  it("takes blanks for absent", () => {
    const input = { phone: " ", email: "j@example.com", card: "" }
    expect(normalizeIdentifier(input, "US").kind).toBe("email")
  })
})

describe("masking", () => {
  it.each([
    ["phone", "+15550100100", "******0100"],
    ["email", "john@example.com", "j***@e***.com"],
    ["email", "j@e.com", "***@***.com"],
    ["email", "john@mail.example.co.uk", "j***@m***.uk"],
    ["email", "john@localhost", "j***@***"],
    ["email", "nonsense", "***@***"],
    ["card", "603512345678", "******5678"],
    ["card", "123456", "******56"],
    ["card", "1234", "******"],
  ] as const)("shows the %s %s as %s", (kind, value, expected) => {
    expect(maskIdentifier({ kind, value })).toBe(expected)
  })

  it("never reveals more than a third of a card or phone, nor a part of an address", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{6,40}$/), (value) => {
        for (const kind of ["card", "phone"] as const) {
          const shown = maskIdentifier({ kind, value }).replace(/\*/g, "")
          expect(shown.length).toBeLessThanOrEqual(4)
          expect(shown.length * 2).toBeLessThanOrEqual(value.length)
        }
      }),
      { seed: 22 },
    )
    fc.assert(
      fc.property(fc.emailAddress(), (value) => {
        const [local = "", host = ""] = maskIdentifier({ kind: "email", value }).split("@")
        expect(local.replace("***", "").length).toBeLessThanOrEqual(1)
        expect(host.slice(0, host.indexOf(".")).replace("***", "").length).toBeLessThanOrEqual(1)
      }),
      { seed: 23 },
    )
  })
})

describe("display names", () => {
  it.each([
    ["John Doe", "John D."],
    ["Doe, John", "John D."],
    ["John", "John"],
    ["  mary   ann  o'hara ", "mary O."],
    ["Zoë Ångström", "Zoë Å."],
    ["Doe,", "Doe"],
    ["John\u0000Doe", "John D."],
    ["John Doe 2nd", "John D."],
    ["", null],
    [null, null],
    [undefined, null],
    [" , ", null],
    ["john@example.com", null],
    ["+1 555 010 0100", null],
  ])("shows %j as %j", (name, expected) => {
    expect(displayName(name)).toBe(expected)
  })

  it("cuts a hostile name", () => {
    expect(displayName("a".repeat(10_000))?.length).toBe(40)
  })
})

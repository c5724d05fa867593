import { inspect } from "node:util"

import { Keyring } from "../../src/modules/loyalty/utils/keyring"

const OLD = { id: "k1", key: Buffer.alloc(32, 1) }
const NEW = { id: "k2", key: Buffer.alloc(32, 2) }
const SECRET = '{"client_id":"acme","client_secret":"s3cr3t"}'

const before = new Keyring([OLD])
const rotated = new Keyring([NEW, OLD])
const retired = new Keyring([NEW])

/** Replaces one dot-separated part of a sealed value. */
function withPart(sealed: string, index: number, change: (part: string) => string): string {
  return sealed
    .split(".")
    .map((part, position) => (position === index ? change(part) : part))
    .join(".")
}

/** Flips one bit of a part that is base64. */
function flipped(part: string): string {
  const bytes = Buffer.from(part, "base64url")
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return bytes.toString("base64url")
}

const unreadable = expect.objectContaining({ code: "credentials_unreadable" }) as unknown

describe("seal and open", () => {
  it.each(["", SECRET, "ключ 🔑", "x".repeat(100_000)])("opens what it sealed", (text) => {
    expect(before.open(before.seal(text, "row"), "row")).toBe(text)
  })

  it("seals with a new nonce each time and shows nothing of the text", () => {
    const sealed = before.seal(SECRET, "row")

    expect(sealed).toMatch(/^v1\.k1\.[\w-]{16}\.[\w-]{22}\.[\w-]+$/)
    expect(before.seal(SECRET, "row")).not.toBe(sealed)
    expect(Buffer.from(sealed.split(".")[4] ?? "", "base64url").toString()).not.toContain("acme")
  })

  it.each([
    ["nonce", 2],
    ["tag", 3],
    ["text", 4],
  ])("refuses a changed %s", (_part, index) => {
    const tampered = withPart(before.seal(SECRET, "row"), index, flipped)

    expect(() => before.open(tampered, "row")).toThrow(unreadable)
  })

  it("refuses a shortened tag", () => {
    const short = withPart(before.seal(SECRET, "row"), 3, (tag) => tag.slice(0, 6))

    expect(() => before.open(short, "row")).toThrow(unreadable)
  })

  it("refuses a value copied from another row", () => {
    expect(() => before.open(before.seal(SECRET, "row-1"), "row-2")).toThrow(unreadable)
  })

  it("refuses a value whose key id was changed to another key of the ring", () => {
    const relabelled = withPart(before.seal(SECRET, "row"), 1, () => "k2")

    expect(() => rotated.open(relabelled, "row")).toThrow(unreadable)
  })

  it("names the missing key and says what to do", () => {
    const sealed = before.seal(SECRET, "row")

    expect(() => retired.open(sealed, "row")).toThrow(
      /encryption key "k1", which is not in LOYALTY_ENCRYPTION_KEYS/,
    )
  })

  it.each(["", "v1", "v2.k1.a.b.c", "v1.k1.a.b", "v1.k1.a.b.c.d", "v1..a.b.c", "plain text"])(
    "refuses %j, which it never wrote",
    (sealed) => {
      expect(() => before.open(sealed, "row")).toThrow(unreadable)
    },
  )

  it("says nothing of text or key in an error", () => {
    const sealed = withPart(before.seal(SECRET, "row"), 4, flipped)
    let shown = ""
    try {
      before.open(sealed, "row")
    } catch (error) {
      shown = inspect(error, { depth: 10 })
    }

    expect(shown).toContain("credentials_unreadable")
    expect(shown).not.toContain("acme")
    expect(shown).not.toContain(OLD.key.toString("base64"))
  })
})

describe("rotation", () => {
  it("opens with the old key, seals with the new one, and knows what to seal again", () => {
    const old_value = before.seal(SECRET, "row")
    const new_value = rotated.seal(rotated.open(old_value, "row"), "row")

    expect(new_value.startsWith("v1.k2.")).toBe(true)
    expect(rotated.needsReseal(old_value)).toBe(true)
    expect(rotated.needsReseal(new_value)).toBe(false)
    expect(retired.open(new_value, "row")).toBe(SECRET)
  })

  it("looks a value up under every key, newest first, and writes the newest", () => {
    const written_before = before.blindIndex("+15550100100", "phone")

    expect(rotated.blindIndexes("+15550100100", "phone")).toEqual([
      rotated.blindIndex("+15550100100", "phone"),
      written_before,
    ])
    expect(rotated.blindIndex("+15550100100", "phone")).not.toBe(written_before)
  })

  it("keeps tokens of the old key valid until the key is retired", () => {
    const token = before.token("lses_1")

    expect(rotated.verifyToken("lses_1", token)).toBe(true)
    expect(rotated.token("lses_1")).toMatch(/^lst_k2_/)
    expect(retired.verifyToken("lses_1", token)).toBe(false)
  })
})

describe("blind indexes", () => {
  it("meet for equal values of one scope only", () => {
    const index = before.blindIndex("+15550100100", "pdi:acme:phone")

    expect(index).toMatch(/^[0-9a-f]{64}$/)
    expect(before.blindIndex("+15550100100", "pdi:acme:phone")).toBe(index)
    expect(before.blindIndex("+15550100101", "pdi:acme:phone")).not.toBe(index)
    expect(before.blindIndex("+15550100100", "pdi:other:phone")).not.toBe(index)
  })

  it("do not meet when scope and value only join to the same text", () => {
    expect(before.blindIndex("bc", "a")).not.toBe(before.blindIndex("c", "ab"))
  })
})

describe("session tokens", () => {
  it("are valid for their subject only", () => {
    const token = before.token("lses_1")

    expect(token).toMatch(/^lst_k1_[\w-]{43}$/)
    expect(before.verifyToken("lses_1", token)).toBe(true)
    expect(before.verifyToken("lses_2", token)).toBe(false)
  })

  it("carry a key's id even when the id has dashes", () => {
    const ring = new Keyring([{ id: "2026-11", key: Buffer.alloc(32, 3) }])

    expect(ring.verifyToken("lses_1", ring.token("lses_1"))).toBe(true)
  })

  it.each(["", "lst_", "lst_k1_", "lst_k9_" + "A".repeat(43), "x".repeat(5_000), "lst_k1_ä"])(
    "refuse %j",
    (token) => {
      expect(before.verifyToken("lses_1", token)).toBe(false)
    },
  )

  it("refuse another spelling of the same bytes", () => {
    const token = before.token("lses_1")
    const last = token.slice(-1)
    const same_bytes = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
      .filter((letter) => letter !== last)
      .map((letter) => token.slice(0, -1) + letter)
      .filter((other) => {
        const mac = (text: string) => Buffer.from(text.slice(7), "base64url")
        return mac(other).equals(mac(token))
      })

    expect(same_bytes.length).toBeGreaterThan(0)
    expect(same_bytes.some((other) => before.verifyToken("lses_1", other))).toBe(false)
  })
})

describe("the ring itself", () => {
  it("needs a key", () => {
    expect(() => new Keyring([])).toThrow("at least one key")
  })

  it("shows no key to a log or to JSON", () => {
    const shown = inspect(before, { depth: 10, showHidden: true }) + JSON.stringify(before)

    expect(shown).not.toContain("01 01 01")
    expect(shown).not.toContain(OLD.key.toString("base64"))
  })
})

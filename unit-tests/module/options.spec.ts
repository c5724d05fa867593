import { parseOptions } from "../../src/modules/loyalty/utils/options"

const keyOf = (fill: number, bytes = 32): string => Buffer.alloc(bytes, fill).toString("base64")
const KEYS = `k1:${keyOf(1)}`
const ENV = { LOYALTY_ENCRYPTION_KEYS: KEYS }

/** The message with which the options are refused. */
function refusal(raw: Record<string, unknown>, env: NodeJS.ProcessEnv = ENV): string {
  try {
    parseOptions(raw, env)
  } catch (error) {
    return (error as Error).message
  }
  throw new Error("The options were accepted")
}

describe("parseOptions", () => {
  it("needs nothing but a key and gives every limit a number", () => {
    expect(parseOptions(undefined, ENV)).toEqual({
      providers: [],
      encryption_keys: [{ id: "k1", key: Buffer.alloc(32, 1) }],
      session_ttl_hours: 24,
      default_country: "us",
      evaluation_max_age_s: 900,
      guard_timeout_ms: 8_000,
      identify_rate_limit: {
        per_cart: { points: 10, duration_s: 600 },
        per_identifier: { points: 10, duration_s: 600 },
        per_address: { points: 60, duration_s: 600 },
      },
      completion_guard: "auto",
      minimum_age_metadata_key: "minimum_age",
      merchandise_code_metadata_key: "merchandise_code",
      product_code_metadata_key: "product_code",
      unit_of_measure_metadata_key: "unit_of_measure",
      lease_s: 120,
      drain_batch: 25,
      drain_per_minute: 6_000,
      archive_after_days: 30,
      reconcile_days: 3,
      handover_overdue_days: 14,
    })
  })

  it("takes options before the environment, and numbers as text", () => {
    const env = { ...ENV, SESSION_TTL_HOURS: "48" }

    expect(parseOptions({}, env).session_ttl_hours).toBe(48)
    expect(parseOptions({ session_ttl_hours: 0.5 }, env).session_ttl_hours).toBe(0.5)
    expect(parseOptions({ session_ttl_hours: "6" }, env).session_ttl_hours).toBe(6)
    expect(parseOptions({ default_country: "DE" }, ENV).default_country).toBe("de")
  })

  it("takes some of the rate limits and keeps the others", () => {
    const { identify_rate_limit } = parseOptions(
      { identify_rate_limit: { per_cart: { points: 3, duration_s: 60 } } },
      ENV,
    )

    expect(identify_rate_limit.per_cart).toEqual({ points: 3, duration_s: 60 })
    expect(identify_rate_limit.per_address).toEqual({ points: 60, duration_s: 600 })
  })

  it("passes providers through, with empty options where there are none", () => {
    const exported = { services: [class {}] }
    const { providers } = parseOptions(
      { providers: [{ resolve: "./pdi", id: "pdi", options: { a: 1 } }, { resolve: exported }] },
      ENV,
    )

    expect(providers).toEqual([
      { resolve: "./pdi", id: "pdi", options: { a: 1 } },
      { resolve: exported, options: {} },
    ])
    expect(providers[1]?.resolve).toBe(exported)
  })

  it("leaves the options that Medusa adds to every module alone", () => {
    expect(() => parseOptions({ database: {}, manager: {} }, ENV)).not.toThrow()
  })

  it.each([
    [Infinity, "got Infinity"],
    [NaN, "got NaN"],
    [-1, "got -1"],
    [0, "got 0"],
    [721, "got 721"],
    ["", "got an empty text"],
    ["  ", "got an empty text"],
    ["Infinity", 'got "Infinity"'],
    ["-5", 'got "-5"'],
    ["1e9", 'got "1e9"'],
    ["a day", 'got "a day"'],
    [null, "must be"],
    [{}, "got a value of type object"],
  ])("refuses a session that lives %j hours", (session_ttl_hours, told) => {
    // Null counts as not given, so it comes from the environment here.
    const env = session_ttl_hours === null ? { ...ENV, SESSION_TTL_HOURS: "x" } : ENV

    const message = refusal({ session_ttl_hours }, env)

    expect(message).toContain("option session_ttl_hours")
    expect(message).toContain("must be a number of hours from 0.01 to 720")
    expect(message).toContain(told)
  })

  it("opens a worker's port only where one is named, by option or environment", () => {
    expect(parseOptions({}, ENV).worker_port).toBeUndefined()
    expect(parseOptions({}, { ...ENV, LOYALTY_WORKER_PORT: "" }).worker_port).toBeUndefined()
    expect(parseOptions({}, { ...ENV, LOYALTY_WORKER_PORT: "9001" }).worker_port).toBe(9001)
    expect(parseOptions({ worker_port: 9002 }, { ...ENV, LOYALTY_WORKER_PORT: "x" })).toMatchObject(
      { worker_port: 9002 },
    )
    expect(refusal({}, { ...ENV, LOYALTY_WORKER_PORT: "90010" })).toBe(
      "medusa-plugin-loyalty cannot start: option worker_port (from LOYALTY_WORKER_PORT) " +
        'must be a whole number from 1 to 65535, got "90010"',
    )
  })

  it("says when a wrong value came from the environment", () => {
    expect(refusal({}, { ...ENV, SESSION_TTL_HOURS: "" })).toBe(
      "medusa-plugin-loyalty cannot start: option session_ttl_hours (from SESSION_TTL_HOURS) " +
        "must be a number of hours from 0.01 to 720, got an empty text",
    )
  })

  it.each([
    [{ default_country: "usa" }, "option default_country must be a two-letter country code"],
    [{ default_country: "" }, "option default_country must be a two-letter country code"],
    [{ evaluation_max_age_s: -1 }, "option evaluation_max_age_s must be a whole number of seconds"],
    [{ evaluation_max_age_s: 1.5 }, "option evaluation_max_age_s must be a whole number"],
    [{ guard_timeout_ms: 0 }, "option guard_timeout_ms must be a whole number of milliseconds"],
    [{ completion_guard: "off" }, 'option completion_guard must be "auto" or "host"'],
    [{ lease_s: 1 }, "option lease_s must be a whole number of seconds from 30 to 3600, got 1"],
    [{ drain_batch: Infinity }, "option drain_batch must be a whole number of operations"],
    [{ drain_per_minute: 0 }, "option drain_per_minute must be a whole number of operations"],
    [{ minimum_age_metadata_key: "" }, "option minimum_age_metadata_key must be 1 to 64"],
    [
      { identify_rate_limit: { per_cart: { points: 0, duration_s: 60 } } },
      "option identify_rate_limit.per_cart.points must be a whole number of tries",
    ],
    [{ identify_rate_limit: { per_shop: {} } }, "per_shop"],
    [{ providers: {} }, "option providers must be a list of loyalty providers"],
    [{ providers: [{ id: "pdi" }] }, "option providers.0.resolve must be the path or package"],
    [{ providers: [{ resolve: "" }] }, "option providers.0.resolve must be the path or package"],
    [{ providers: [{ resolve: "./a", id: "a b" }] }, "option providers.0.id must be 1 to 64"],
    [{ session_ttl_hour: 3 }, "there is no option session_ttl_hour. Options: providers, "],
  ])("refuses %j and says what to do", (raw, told) => {
    expect(refusal(raw)).toContain(told)
  })

  it("names every wrong option at once", () => {
    const message = refusal({ lease_s: 0, completion_guard: "no" })

    expect(message).toContain("option lease_s")
    expect(message).toContain("option completion_guard")
  })
})

describe("encryption keys", () => {
  it("keep their order, newest first, as text or list", () => {
    const text = `k2:${keyOf(2)}, k1:${keyOf(1)}`

    const from_env = parseOptions({}, { LOYALTY_ENCRYPTION_KEYS: text }).encryption_keys
    const from_list = parseOptions({ encryption_keys: text.split(", ") }, {}).encryption_keys

    expect(from_env.map(({ id }) => id)).toEqual(["k2", "k1"])
    expect(from_list).toEqual(from_env)
  })

  it("may be base64url without padding", () => {
    const key = Buffer.alloc(32, 255)

    const [read] = parseOptions(
      { encryption_keys: `k1:${key.toString("base64url")}` },
      {},
    ).encryption_keys

    expect(read?.key.equals(key)).toBe(true)
  })

  it.each([
    ["nothing", {}, "no encryption key is set"],
    ["an empty text", { encryption_keys: " " }, "no encryption key is set"],
    ["an empty list", { encryption_keys: [] }, "no encryption key is set"],
    ["a number", { encryption_keys: 5 }, "must be a text or a list of texts"],
    ["a list of numbers", { encryption_keys: [5] }, "must be a text or a list of texts"],
    ["no id", { encryption_keys: keyOf(1) }, "encryption key number 1 must begin with an id"],
    ["an id with _", { encryption_keys: `a_b:${keyOf(1)}` }, "key number 1 must begin with an id"],
    ["an empty id", { encryption_keys: `:${keyOf(1)}` }, "key number 1 must begin with an id"],
    ["a trailing comma", { encryption_keys: `${KEYS},` }, "key number 2 must begin with an id"],
    ["a short key", { encryption_keys: `k1:${keyOf(1, 16)}` }, '"k1" must be exactly 32 bytes'],
    ["a long key", { encryption_keys: `k1:${keyOf(1, 33)}` }, '"k1" must be exactly 32 bytes'],
    ["no base64", { encryption_keys: `k1:${"!".repeat(44)}` }, '"k1" must be exactly 32 bytes'],
    ["an id twice", { encryption_keys: `${KEYS},k1:${keyOf(2)}` }, 'id "k1" is used twice'],
    ["a key twice", { encryption_keys: `${KEYS},k2:${keyOf(1)}` }, '"k1" and "k2" are the same'],
    [
      "too many",
      { encryption_keys: Array.from({ length: 21 }, (_, n) => `k${n}:${keyOf(n)}`) },
      "there are 21 encryption keys, at most 20",
    ],
  ])("are refused when there is %s, with the way to make one", (_name, raw, told) => {
    const message = refusal(raw, {})

    expect(message).toContain("medusa-plugin-loyalty cannot start: ")
    expect(message).toContain(told)
    expect(message).toContain("randomBytes(32)")
    expect(message).not.toContain(keyOf(1))
    expect(message).not.toContain(keyOf(2))
  })
})

import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as from from "../../../src/providers/pdi/wire/from-wire"
import { parseJson } from "../../../src/providers/pdi/wire/json"
import { readToken, usableFor } from "../../../src/providers/pdi/wire/token"

const RUNS = { seed: 20260316, numRuns: 500 }
const ASKED = { provider_member_id: null, phone: null }
const CONTEXT = {
  amount_off_basis: "unit" as const,
  ticket_percent_off: false,
  age_gated_lines: new Set<number>(),
}
const EXPECTED = {
  session_id: "sess_1",
  transaction_id: "cart_1",
  currency_code: "usd",
  fingerprint: "ab12",
}

const IDENTIFIED = {
  sessionId: "sess_1",
  status: "active",
  loyaltyIdValid: true,
  customerId: "CUST-1",
  customerName: "John Doe",
  currentPoints: 5000,
  tier: "Gold",
  maskedLoyaltyId: "******0100",
}

const CALCULATED = {
  sessionId: "sess_1",
  basketHash: "ab12",
  earnedPoints: 30,
  multiplier: 3,
  bonusPoints: 10,
  breakdown: { basePoints: 20, tierBonus: 10 },
  removeRewardIds: ["OLD-1"],
  rewards: [] as unknown[],
}

const REWARD = {
  rewardId: "R-1",
  type: "instant",
  level: "line",
  targetLineNumber: 1,
  method: "newPrice",
  value: 2,
  limit: { type: "quantity", value: 2 },
}

const FINALIZED = {
  sessionId: "sess_1",
  status: "finalized",
  earnedPoints: 19,
  redeemedPoints: 500,
  newBalance: 4519,
  receiptId: "RCP-1",
}
const SENT = {
  ...EXPECTED,
  transaction_id: "order_1",
  redeemed_points: 500,
  costs: new Map([
    ["R-1", 300],
    ["R-3", 200],
  ]),
}

function rewards(...given: Record<string, unknown>[]) {
  const body = { ...CALCULATED, rewards: given.map((entry) => ({ ...REWARD, ...entry })) }
  const read = from.readCalculate(body, EXPECTED, CONTEXT)
  if (!read.ok) {
    throw new Error(JSON.stringify(read))
  }
  return read.value
}

describe("identify", () => {
  it("reads the sample reply", () => {
    expect(from.readIdentify(IDENTIFIED, ASKED)).toEqual({
      ok: true,
      value: {
        provider_session_id: "sess_1",
        provider_member_id: "CUST-1",
        name: "John Doe",
        points_balance: 5000,
        tier: "Gold",
        masked_identifier: "******0100",
        expires_at: null,
      },
    })
  })

  it.each([
    [{ loyaltyIdValid: false }, "member_not_found"],
    [{ status: "blocked" }, "member_inactive"],
  ])("%o is an answer", (change, refusal) => {
    expect(from.readIdentify({ ...IDENTIFIED, ...change }, ASKED)).toEqual({ ok: false, refusal })
  })

  it.each([
    { sessionId: null },
    { sessionId: "" },
    { sessionId: "a b" },
    { sessionId: "x\r\ny" },
    { customerId: 7 },
    { currentPoints: "5000" },
    { currentPoints: 1.5 },
    { currentPoints: Number.POSITIVE_INFINITY },
    { currentPoints: 2 ** 60 },
    // More than a column of ours holds.
    { currentPoints: 2 ** 31 },
    { currentPoints: -(2 ** 31) },
  ])("%o is refused whole", (change) => {
    expect(from.readIdentify({ ...IDENTIFIED, ...change }, ASKED)).toMatchObject({
      ok: false,
      flaw: expect.stringContaining(Object.keys(change)[0] ?? ""),
    })
  })

  it("cleans texts for people and drops dates that are none", () => {
    const read = from.readIdentify(
      {
        ...IDENTIFIED,
        customerName: "Jo\u0000hn\ud800 \u202eDoe" + "x".repeat(500),
        tier: " ",
        expiresAt: "tomorrow",
      },
      ASKED,
    )
    const value = read.ok ? read.value : null
    expect(value?.name).toMatch(/^Jo hn +Doex+$/)
    expect(value?.name).toHaveLength(200)
    expect(value).toMatchObject({ tier: null, expires_at: null })
  })

  it.each([
    [{ provider_member_id: "CUST-2", phone: null }, false],
    [{ provider_member_id: "CUST-1", phone: null }, true],
    [{ provider_member_id: null, phone: "+15550100199" }, false],
    [{ provider_member_id: null, phone: "+15550100100" }, true],
  ])("asked for %o, the reply is about that member: %s", (asked, ok) => {
    expect(from.readIdentify(IDENTIFIED, asked).ok).toBe(ok)
  })

  it.each(["John ****", "0100", null])("a mask like %s proves nothing", (maskedLoyaltyId) => {
    const asked = { provider_member_id: null, phone: "+15550100199" }
    expect(from.readIdentify({ ...IDENTIFIED, maskedLoyaltyId }, asked).ok).toBe(true)
  })

  it("is about the sequence and cart that were sent", () => {
    const expected = { ...ASKED, pos_sequence_id: "p1", transaction_id: "cart_1" }
    expect(from.readIdentify({ ...IDENTIFIED, posSequenceId: "p2" }, expected).ok).toBe(false)
    expect(from.readIdentify({ ...IDENTIFIED, transactionId: "cart_2" }, expected).ok).toBe(false)
    expect(from.readIdentify({ ...IDENTIFIED, transactionId: "cart_1" }, expected).ok).toBe(true)
  })
})

describe("enrol", () => {
  it("reads a member with and without a session", () => {
    const read = from.readEnroll({ ...IDENTIFIED, created: true }, ASKED)
    expect(read).toMatchObject({
      ok: true,
      value: { provider_session_id: "sess_1", created: true, points_balance: 5000 },
    })
    expect(from.readEnroll({ customerId: "CUST-9" }, ASKED)).toMatchObject({
      ok: true,
      value: { provider_session_id: null, created: false, points_balance: null },
    })
    expect(from.readEnroll({}, ASKED)).toMatchObject({ ok: false })
  })

  it.each([
    ["+15550100199", false],
    ["+15550100100", true],
    [null, true],
  ])("of %s is about that number: %s", (phone, ok) => {
    const asked = { provider_member_id: null, phone }
    expect(from.readEnroll({ ...IDENTIFIED, created: true }, asked).ok).toBe(ok)
  })

  it.each([
    [{ loyaltyIdValid: false }, "member_not_found"],
    [{ status: "blocked" }, "member_inactive"],
  ])("answered with %o has made no account", (change, refusal) => {
    const read = from.readEnroll({ ...IDENTIFIED, ...change, created: true }, ASKED)
    expect(read).toEqual({ ok: false, refusal })
  })
})

describe("calculateRewards", () => {
  it("reads points, removals and messages in their order", () => {
    const messages = [
      { sequence: 2, text: "second" },
      { text: " " },
      { sequence: 1, text: "first\u0007" },
      "not a message",
    ]
    expect(from.readCalculate({ ...CALCULATED, messages }, EXPECTED, CONTEXT)).toMatchObject({
      ok: true,
      value: {
        earned_points: 30,
        multiplier: 3,
        base_points: 20,
        bonus_points: 10,
        tier_bonus_points: 10,
        removed_reward_ids: ["OLD-1"],
        messages: ["first", "second"],
      },
    })
  })

  it("does without everything optional", () => {
    const least = { sessionId: "sess_1", basketHash: "ab12", earnedPoints: 0 }
    expect(from.readCalculate(least, EXPECTED, CONTEXT)).toMatchObject({
      ok: true,
      value: { multiplier: null, base_points: 0, rewards: [], skipped: [], messages: [] },
    })
  })

  it.each([
    [{ sessionId: "sess_2" }, /another session/],
    [{ basketHash: "AB12" }, /another basket/],
    [{ currency: "EUR" }, /another currency/],
    [{ transactionId: "cart_2" }, /another transaction/],
    [{ earnedPoints: -1 }, /earnedPoints/],
    [{ earnedPoints: 1.5 }, /earnedPoints/],
    [{ rewards: {} }, /rewards/],
    [{ multiplier: -1 }, /multiplier/],
    [{ removeRewardIds: [7] }, /removeRewardIds/],
  ])("%o refuses the reply", (change, flaw) => {
    const read = from.readCalculate({ ...CALCULATED, ...change }, EXPECTED, CONTEXT)
    expect(read).toMatchObject({ ok: false, flaw: expect.stringMatching(flaw) })
  })

  it("accepts the currency in any case", () => {
    expect(from.readCalculate({ ...CALCULATED, currency: "USD" }, EXPECTED, CONTEXT).ok).toBe(true)
  })
})

describe("rewards", () => {
  it.each([
    [{ type: "sometimes" }, "unknown_type"],
    [{ level: "store" }, "unknown_level"],
    [{ method: "bogo" }, "unknown_method"],
    [{ method: "__proto__" }, "unknown_method"],
    [{ value: -1 }, "invalid_value"],
    [{ value: "2.00" }, "invalid_value"],
    [{ value: null }, "invalid_value"],
    [{ value: Number.POSITIVE_INFINITY }, "invalid_value"],
    [{ value: 0.12345 }, "invalid_value"],
    [{ method: "percentOff", value: 100.5 }, "percent_above_100"],
    [{ level: "ticket", method: "percentOff", value: 10 }, "ticket_percent_off_disabled"],
    [{ targetLineNumber: null }, "missing_target"],
    [{ targetLineNumber: 0 }, "missing_target"],
    [{ limit: { type: "weight", value: 1 } }, "invalid_limit"],
    [{ limit: { type: "quantity", value: -1 } }, "invalid_limit"],
  ])("%o costs only itself: %s", (change, reason) => {
    const { rewards: kept, skipped } = rewards({ rewardId: "BAD", ...change }, {})
    expect(skipped).toEqual([{ id: "BAD", reason }])
    expect(kept.map(({ id }) => id)).toEqual(["R-1"])
  })

  it("without an id, or of no form at all, are named by their place", () => {
    const body = { ...CALCULATED, rewards: [null, { ...REWARD, rewardId: "" }, REWARD] }
    const read = from.readCalculate(body, EXPECTED, CONTEXT)
    expect(read.ok && read.value.skipped).toEqual([
      { id: "#1", reason: "malformed" },
      { id: "#2", reason: "malformed" },
    ])
  })

  it("count once each", () => {
    const { rewards: kept, skipped } = rewards({ value: 1 }, { value: 2 })
    expect(kept.map(({ value_decimal }) => value_decimal)).toEqual(["1"])
    expect(skipped).toEqual([{ id: "R-1", reason: "duplicate" }])
  })

  it("take a percentage off the ticket where the shop says that its engine means it", () => {
    const percent = { ...REWARD, level: "ticket", method: "percentOff", value: 10, limit: null }
    const body = { ...CALCULATED, rewards: [percent] }
    const read = from.readCalculate(body, EXPECTED, { ...CONTEXT, ticket_percent_off: true })
    expect(read).toMatchObject({
      value: {
        rewards: [{ level: "ticket", method: "percent_off", value_decimal: "10" }],
        skipped: [],
      },
    })
  })

  it("of the ticket have no line", () => {
    const [kept] = rewards({ level: "ticket", method: "amountOff", targetLineNumber: 0 }).rewards
    expect(kept).toMatchObject({ level: "ticket", target_line_number: null })
  })

  it("keep what the shopper is asked and told", () => {
    const [kept] = rewards({
      type: "optional",
      method: "amountOffPPU",
      value: 0.059,
      limit: null,
      pointsCost: 500,
      prompt: "Yes?",
      descriptionShort: "5C OFF",
      exclusiveGroup: "fuel",
      expiresAt: "2026-04-01T00:00:00Z",
      requiresAgeVerification: true,
    }).rewards
    expect(kept).toEqual({
      id: "R-1",
      type: "optional",
      level: "line",
      target_line_number: 1,
      method: "amount_off_per_volume",
      value_decimal: "0.059",
      limit: null,
      points_cost: 500,
      prompt: "Yes?",
      short_description: "5C OFF",
      description: "5C OFF",
      exclusive_group: "fuel",
      expires_at: "2026-04-01T00:00:00.000Z",
      requires_age_verification: true,
    })
  })

  it("of an age-gated line need verification", () => {
    const context = { ...CONTEXT, age_gated_lines: new Set([1]) }
    const body = {
      ...CALCULATED,
      rewards: [REWARD, { ...REWARD, rewardId: "R-2", targetLineNumber: 2 }],
    }
    const read = from.readCalculate(body, EXPECTED, context)
    const gated = read.ok ? read.value.rewards.map((entry) => entry.requires_age_verification) : []
    expect(gated).toEqual([true, false])
  })

  it.each([
    ["amountOff", "line", "quantity", null],
    ["amountOff", "line", "amount", "amount"],
    ["percentOff", "line", "quantity", "quantity"],
    ["amountOff", "ticket", "quantity", "quantity"],
  ])(
    "counted per line, %s at %s level limited by %s keeps the limit %s",
    (method, level, type, left) => {
      const body = {
        ...CALCULATED,
        rewards: [{ ...REWARD, method, level, limit: { type, value: 3 } }],
      }
      const read = from.readCalculate(body, EXPECTED, { ...CONTEXT, amount_off_basis: "line" })
      expect(read.ok && (read.value.rewards[0]?.limit?.type ?? null)).toBe(left)
    },
  )
})

describe("finalize", () => {
  it("reads the sample reply", () => {
    expect(from.readFinalize(FINALIZED, SENT)).toEqual({
      ok: true,
      value: {
        earned_points: 19,
        redeemed_points: 500,
        points_balance: 4519,
        receipt_id: "RCP-1",
        rejected_rewards: [],
        duplicate: false,
      },
    })
  })

  it.each([2 ** 31, -3e9, 2 ** 52])(
    "books it beside a balance of %i, which no column holds",
    (big) => {
      const booked = from.readFinalize({ ...FINALIZED, newBalance: big }, SENT)
      expect(booked).toMatchObject({ ok: true, value: { earned_points: 19, points_balance: null } })
      expect(from.readReverse({ newBalance: big }, SENT)).toMatchObject({
        ok: true,
        value: { points_balance: null },
      })
      const largest = from.readFinalize({ ...FINALIZED, newBalance: 2 ** 31 - 1 }, SENT)
      expect(largest).toMatchObject({ value: { points_balance: 2 ** 31 - 1 } })
    },
  )

  it.each([
    ["RCP 2026 001", "RCP 2026 001"],
    ["Beleg Nº 7", "Beleg Nº 7"],
    [2026001, "2026001"],
    ["a\u0000b\n", "a b"],
    ["x".repeat(130), "x".repeat(128)],
    ["", null],
    [" ", null],
    [Number.POSITIVE_INFINITY, null],
    [{ number: 7 }, null],
    [null, null],
    [undefined, null],
  ])("books it whatever its receipt is called: %j", (receiptId, receipt_id) => {
    const booked = { ok: true, value: { receipt_id } }
    const finalized = { ...FINALIZED, receiptId }
    expect(from.readFinalize(finalized, SENT)).toMatchObject(booked)
    expect(from.readStatus({ ...finalized, transactionId: "order_1" }, SENT)).toMatchObject(booked)
    expect(from.readReverse({ newBalance: 5, receiptId }, SENT)).toMatchObject(booked)
    const entry = { at: "2026-03-16T10:00:00Z", type: "earn", points: 10, receiptId }
    expect(from.readHistory({ entries: [entry] }, "CUST-1")).toMatchObject({
      value: { entries: [{ receipt_id }] },
    })
  })

  it("takes the redeemed points from what was sent and not rejected where the reply is silent", () => {
    const { redeemedPoints: _, newBalance: __, receiptId: ___, ...silent } = FINALIZED
    const rejectedRewards = [{ rewardId: "R-1", code: "GONE" }, { rewardId: "R-2" }]
    const read = from.readFinalize({ ...silent, rejectedRewards, duplicate: true }, SENT)
    expect(read).toEqual({
      ok: true,
      value: {
        earned_points: 19,
        redeemed_points: 200,
        points_balance: null,
        receipt_id: null,
        rejected_rewards: [
          { provider_reward_id: "R-1", code: "GONE" },
          { provider_reward_id: "R-2", code: "REJECTED" },
        ],
        duplicate: true,
      },
    })
  })

  it.each([
    ["ALREADY USED", "ALREADY USED"],
    [1061, "1061"],
    ["a\u0000b\n", "a b"],
    ["x".repeat(5_000), "x".repeat(64)],
    ["", "REJECTED"],
    [{ code: 7 }, "REJECTED"],
    [null, "REJECTED"],
  ])("books it whatever a rejection is called: %j", (said, code) => {
    const rejectedRewards = [{ rewardId: "R-1", code: said }]
    expect(from.readFinalize({ ...FINALIZED, rejectedRewards }, SENT)).toMatchObject({
      ok: true,
      value: { earned_points: 19, rejected_rewards: [{ provider_reward_id: "R-1", code }] },
    })
  })

  it.each([
    [{ sessionId: "sess_2" }, /another session/],
    [{ transactionId: "order_2" }, /another transaction/],
    [{ currency: "EUR" }, /another currency/],
    [{ status: "failed" }, /not finalized/],
    [{ earnedPoints: null }, /earnedPoints/],
  ])("%o is refused", (change, flaw) => {
    expect(from.readFinalize({ ...FINALIZED, ...change }, SENT)).toMatchObject({
      flaw: expect.stringMatching(flaw),
    })
  })

  it("may still be running", () => {
    const pending = { ...FINALIZED, status: "pending_finalization" }
    expect(from.readFinalize(pending, SENT)).toEqual({ ok: false, refusal: "in_progress" })
  })

  it("knows what was sent from the frozen body alone", () => {
    const appliedRewards = [
      { rewardId: "R-1", pointsCost: 300 },
      { rewardId: "R-1", pointsCost: 100 },
      { rewardId: "R-2" },
      null,
    ]
    const ids = { sessionId: "s", originalTransactionId: "o" }
    const body = JSON.stringify({ ...ids, currency: 7, appliedRewards })
    expect(from.readFrozen(body)).toEqual({
      session_id: "s",
      transaction_id: "o",
      currency_code: null,
      redeemed_points: 0,
      costs: new Map([["R-1", 400]]),
    })
    expect(from.readFrozen("not json").session_id).toBeNull()
  })
})

describe("status, reversal, history", () => {
  it("reads a status about the session that was asked for", () => {
    const body = { sessionId: "sess_1", status: "active" }
    expect(from.readStatus(body, EXPECTED)).toMatchObject({
      ok: true,
      value: { status: "active", transaction_id: null, earned_points: null },
    })
    expect(from.readStatus({ ...body, sessionId: "x" }, EXPECTED).ok).toBe(false)
    expect(from.readStatus({ ...body, status: "lost" }, EXPECTED).ok).toBe(false)
  })

  it("reads a reversal, in debt or silent", () => {
    expect(from.readReverse({ newBalance: -5, receiptId: "R" }, SENT)).toEqual({
      ok: true,
      value: { points_balance: -5, receipt_id: "R" },
    })
    expect(from.readReverse({}, SENT)).toMatchObject({ value: { points_balance: null } })
    expect(from.readReverse({ originalTransactionId: "order_2" }, SENT).ok).toBe(false)
    expect(from.readReverse({ newBalance: "x" }, SENT).ok).toBe(false)
  })

  it("gives history entries keys that stay, also for two that are alike", () => {
    const entry = { at: "2026-03-16T10:00:00Z", type: "earn", points: 10, description: null }
    const body = { currentPoints: 5, tier: null, entries: [entry, entry], nextCursor: "c" }
    const first = from.readHistory(body, "CUST-1")
    const again = from.readHistory(body, "CUST-1")
    const other = from.readHistory(body, "CUST-2")
    const keys = (read: typeof first) => (read.ok ? read.value.entries.map(({ key }) => key) : [])
    expect(keys(first)).toEqual(keys(again))
    expect(new Set([...keys(first), ...keys(other)]).size).toBe(4)
    expect(first).toMatchObject({ value: { points_balance: 5, next_cursor: "c" } })
    expect(from.readHistory({}, "CUST-1")).toMatchObject({
      value: { points_balance: null, entries: [], next_cursor: null },
    })
    expect(from.readHistory({ entries: [{ ...entry, at: "never" }] }, "C").ok).toBe(false)
  })
})

describe("what kind of entry a history has", () => {
  const entryOf = (type: unknown) => ({ at: "2026-03-16T10:00:00Z", type, points: 10 })
  const read = (...types: unknown[]) => from.readHistory({ entries: types.map(entryOf) }, "CUST-1")

  it.each([
    ["earn", "earn"],
    ["a\u0000b\n", "a b"],
    ["x".repeat(5_000), "x".repeat(64)],
    ["", ""],
  ])("is clean and short, however the engine says it: %j", (said, type) => {
    expect(read(said)).toMatchObject({ ok: true, value: { entries: [{ type }] } })
  })

  it("tells entries apart by the engine's own words", () => {
    const history = read("earn", "earn ", "earn\u0000")
    const entries = history.ok ? history.value.entries : []
    expect(entries.map(({ type }) => type)).toEqual(["earn", "earn", "earn"])
    expect(new Set(entries.map(({ key }) => key)).size).toBe(3)
    expect(entries.every(({ key }) => !key.includes("-"))).toBe(true)
  })
})

describe("a date", () => {
  const KEPT = [
    ["2026-03-16T10:00:00Z", "2026-03-16T10:00:00.000Z"],
    ["2026-03-16T10:00:00.123456789-05:00", "2026-03-16T15:00:00.123Z"],
    ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"],
    // Postgres knows no such day.
    ["2026-02-30T00:00:00Z", "2026-03-02T00:00:00.000Z"],
    ["2026-03-16T24:00:00Z", "2026-03-17T00:00:00.000Z"],
    // Without an offset it is the time of this machine.
    ["2026-03-16T10:00:00", new Date(2026, 2, 16, 10).toISOString()],
  ] as const
  const REFUSED = [
    "never",
    "2026-13-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "+010000-01-01T00:00:00Z",
    "-000001-01-01T00:00:00Z",
  ]
  const entryAt = (at: string) => ({ at, type: "earn", points: 10, description: null })

  it.each(KEPT)("%s reaches the database as %s", (said, at) => {
    const identified = from.readIdentify({ ...IDENTIFIED, expiresAt: said }, ASKED)
    expect(identified).toMatchObject({ value: { expires_at: at } })
    expect(rewards({ expiresAt: said }).rewards).toMatchObject([{ expires_at: at }])
    const history = from.readHistory({ entries: [entryAt(said)] }, "CUST-1")
    expect(history).toMatchObject({ value: { entries: [{ at }] } })
  })

  it.each(REFUSED)("that is none to a database, %s, is none to us", (said) => {
    const identified = from.readIdentify({ ...IDENTIFIED, expiresAt: said }, ASKED)
    expect(identified).toMatchObject({ value: { expires_at: null } })
    expect(rewards({ expiresAt: said }).rewards).toMatchObject([{ expires_at: null }])
    expect(from.readHistory({ entries: [entryAt(said)] }, "CUST-1")).toEqual({
      ok: false,
      flaw: "unexpected form of entries.0.at",
    })
  })

  it("keeps the key of an entry that was stored as the engine wrote it", () => {
    const read = from.readHistory({ entries: [entryAt("2026-03-16T10:00:00Z")] }, "CUST-1")
    const parts = ["CUST-1", "2026-03-16T10:00:00Z", "earn", 10, null]
    const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)
    expect(read).toMatchObject({ value: { entries: [{ key }] } })
  })
})

describe("a hostile reply", () => {
  it.each([
    '{"a":{"__proto__":{"x":1}}}',
    '{"\\u005f_proto__":1}',
    "{",
    "",
    "NaN",
    "[".repeat(200_000),
  ])("is no JSON to us: %s", (text) => {
    expect(parseJson(text)).toBeUndefined()
  })

  const HOSTILE = [
    ...[Number.NaN, Number.POSITIVE_INFINITY, -0, -1, 0.5, 1.5, 1e308, 2 ** 53],
    ...["1e309", "1.5", "\u0000"],
  ]
  const chaos = fc.oneof(fc.jsonValue(), fc.constantFrom(...HOSTILE))

  function expectSound(name: string, value: unknown): void {
    const calculated = from.readCalculate({ ...CALCULATED, [name]: value }, EXPECTED, CONTEXT)
    if (calculated.ok) {
      expect(Number.isSafeInteger(calculated.value.earned_points)).toBe(true)
      expect(calculated.value.earned_points).toBeGreaterThanOrEqual(0)
    }
    const finalized = from.readFinalize({ ...FINALIZED, [name]: value }, SENT)
    if (finalized.ok) {
      expect(Number.isSafeInteger(finalized.value.redeemed_points)).toBe(true)
      expect(finalized.value.redeemed_points).toBeGreaterThanOrEqual(0)
      expect(Number.isSafeInteger(finalized.value.points_balance ?? 0)).toBe(true)
    }
    const identified = from.readIdentify({ ...IDENTIFIED, [name]: value }, ASKED)
    if (identified.ok) {
      expect(Number.isSafeInteger(identified.value.points_balance)).toBe(true)
    }
  }

  it("never throws and never yields a number that is not sound", () => {
    const fields = Object.keys({ ...CALCULATED, ...FINALIZED, ...IDENTIFIED })
    // Chance seldom puts the one wrong number into the one field: each has its turn.
    for (const name of fields) {
      HOSTILE.forEach((value) => expectSound(name, value))
    }
    fc.assert(fc.property(fc.constantFrom(...fields), chaos, expectSound), RUNS)
  })

  it("offers only rewards that can be applied, whatever one of them holds", () => {
    const field = fc.constantFrom(...Object.keys(REWARD), "pointsCost", "prompt", "expiresAt")
    fc.assert(
      fc.property(field, chaos, (name, value) => {
        const { rewards: kept, skipped } = rewards({ [name]: value })
        expect(kept.length + skipped.length).toBe(1)
        for (const reward of kept) {
          expect(reward.value_decimal).toMatch(/^\d+(\.\d{1,4})?$/)
          expect(reward.points_cost).toBeGreaterThanOrEqual(0)
          expect(reward.target_line_number === null).toBe(reward.level === "ticket")
        }
      }),
      RUNS,
    )
  })
})

describe("a token reply", () => {
  it.each([
    ['{"access_token":"t","expires_in":3600}', 3600],
    ['{"accessToken":"t","expiresIn":60}', 60],
    ['{"access_token":"t","expires_in":"120"}', 120],
    ['{"access_token":"t"}', 300],
    ['{"access_token":"t","expires_in":0}', 300],
    ['{"access_token":"t","expires_in":-5}', 300],
    ['{"access_token":"t","expires_in":1e309}', 300],
    ['{"access_token":"t","expires_in":"soon"}', 300],
    ['{"access_token":"t","expires_in":999999999}', 86400],
  ])("%s lives %i s", (text, lifetime_s) => {
    expect(readToken(text)).toEqual({ value: "t", lifetime_s })
  })

  it.each([
    "",
    "[]",
    "{}",
    '{"access_token":7}',
    '{"access_token":""}',
    '{"access_token":"a\\nb"}',
  ])("%s holds no token", (text) => {
    expect(readToken(text)).toBeNull()
  })

  it.each([
    [60, 48_000],
    [1, 800],
    [300, 240_000],
    [3600, 3_300_000],
    [86400, 86_100_000],
  ])("of %i s is used for %i ms", (lifetime, usable) => {
    expect(usableFor(lifetime)).toBe(usable)
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import type { CallContext, FinalizeSnapshot, SessionRef } from "../../src/types/provider"
import { callTo, closeProviders, pdiProvider, startSimulator, type Simulator } from "./support/pdi"
import { handedOver, SAMPLE_BASKET } from "./support/sample"

const FINGERPRINT = "9f2c".repeat(16)
const MEMBER = "CUST-12345"
let simulator: Simulator
let counter = 0

beforeAll(async () => {
  simulator = await startSimulator()
})
afterEach(async () => {
  simulator.clearFaults()
  simulator.clearRequests()
  simulator.reset()
  await closeProviders()
})
afterAll(async () => simulator.close())

function newSession(): SessionRef {
  counter += 1
  return {
    provider_session_id: null,
    pos_sequence_id: `0300-20260316-${counter}`,
    message_sequence: 1,
    transaction_id: `cart_${counter}`,
  }
}

async function open(provider: ReturnType<typeof pdiProvider>, call: CallContext) {
  const session = newSession()
  const identified = await provider.identify(call, {
    session,
    provider_member_id: null,
    identifier: { kind: "phone", value: "+14155550100", entry_method: "manual" },
  })
  if (!identified.ok) {
    throw new Error(identified.error.message)
  }
  const { provider_session_id } = identified.value
  return { session: { ...session, provider_session_id }, member: identified.value }
}

function evaluation(session: SessionRef) {
  return {
    session: { ...session, message_sequence: 2 },
    provider_member_id: MEMBER,
    basket: SAMPLE_BASKET,
    fingerprint: FINGERPRINT,
    selection: {
      accepted_reward_ids: ["PTS-500"],
      declined_reward_ids: [],
      redeem_points: 500,
    },
  }
}

/** The finalize of contract 1.4: line 3 short-picked, three rewards granted. */
function sampleSnapshot(session: SessionRef, order_id: string): FinalizeSnapshot {
  const [coffee, candy] = SAMPLE_BASKET.lines
  if (!coffee || !candy) {
    throw new Error("the sample basket has three lines")
  }
  const granted = (id: string, target: number | null, amount: number) => ({
    provider_reward_id: id,
    target_line_number: target,
    quantity: id === "PROMO-771-L1" ? 2 : 1,
    amount,
    points_cost: id === "PTS-500" ? 500 : 0,
  })
  return {
    session: { ...session, message_sequence: 7, transaction_id: order_id },
    provider_member_id: MEMBER,
    identifier: { kind: "phone", value: "+14155550100", entry_method: "manual" },
    order_id,
    currency_code: "usd",
    currency_digits: 2,
    lines: [handedOver(coffee, 400), handedOver(candy, 378)],
    granted_rewards: [
      granted("PROMO-771-L1", 1, 98),
      granted("CLUB-12-L2", 2, 189),
      granted("PTS-500", null, 100),
    ],
    cancelled_reward_ids: [],
    redeemed_points: 500,
    final_amount: 678,
    tax_amount: 56,
    total_amount: 734,
    event_start_at: "2026-03-16T14:30:45Z",
    event_end_at: "2026-03-17T09:02:10Z",
  }
}

describe("the contract's own example", () => {
  it("identifies John Doe as the page shows", async () => {
    const provider = pdiProvider()
    const { member } = await open(provider, callTo(simulator.url))
    expect(member).toMatchObject({
      provider_member_id: MEMBER,
      name: "John Doe",
      points_balance: 5000,
      tier: "Gold",
      masked_identifier: "******0100",
    })
  })

  it("evaluates the sample basket to the sample reply", async () => {
    const provider = pdiProvider()
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    const result = await provider.evaluate(call, evaluation(session))
    expect(result).toMatchObject({
      ok: true,
      value: { earned_points: 30, multiplier: 3, base_points: 20, tier_bonus_points: 10 },
    })
    if (!result.ok) return
    expect(result.value.bonus_points).toBe(10)
    const offered = new Map(result.value.rewards.map((reward) => [reward.id, reward]))
    expect(offered.get("PROMO-771-L1")).toMatchObject({
      type: "instant",
      level: "line",
      target_line_number: 1,
      method: "new_price",
      value_decimal: "2",
      limit: { type: "quantity", value_decimal: "2" },
      short_description: "2FOR4",
    })
    expect(offered.get("CLUB-12-L2")).toMatchObject({ method: "new_price", value_decimal: "0" })
    expect(offered.get("PTS-500")).toMatchObject({
      type: "optional",
      level: "ticket",
      target_line_number: null,
      method: "amount_off",
      value_decimal: "1",
      points_cost: 500,
      prompt: "Use 500 points for $1 off?",
    })
  })

  it("sends what the page shows, number for number", async () => {
    const provider = pdiProvider()
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    await provider.evaluate(call, evaluation(session))
    const [request] = simulator.requests({ endpoint: "calculateRewards" })
    expect(request?.body).toMatchObject({
      participantId: "ACME",
      siteId: "0300",
      storeId: "store_01",
      channelId: "POS-001",
      messageSequence: 2,
      offline: false,
      currency: "USD",
      transactionAmount: 13.94,
      basketHash: FINGERPRINT,
      acceptedRewardIds: ["PTS-500"],
      redeemPoints: 500,
      items: [
        {
          lineNumber: 1,
          sku: "COF16",
          qty: 2,
          posCode: { format: "upcA", value: "012345678905", modifier: "0" },
          merchandiseCode: "25",
          productCode: "431",
          description: "Coffee 16oz",
          unitPrice: 2.49,
          regularPrice: 2.49,
          amount: 4.98,
          uom: "each",
          ageRestricted: false,
        },
        { lineNumber: 2, sku: "CANDY", qty: 3, amount: 5.67 },
        { lineNumber: 3, sku: "ENERGY", qty: 1, amount: 3.29 },
      ],
    })
    expect(request?.headers["x-correlation-id"]).toBe("corr-1")
    expect(request?.headers["x-retry-count"]).toBe("0")
    expect(request?.headers["idempotency-key"]).toMatch(/^cal:[0-9a-f]{40}$/)
  })

  it("finalizes what was handed over: 19 points, 4519 left", async () => {
    const provider = pdiProvider()
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    await provider.evaluate(call, evaluation(session))
    const request = provider.freezeFinalize(call.connection, sampleSnapshot(session, "order_s1"))
    expect(request.idempotency_key).toBe("fin:ACME:0300:order_s1")
    const result = await provider.finalize(call, request, 3)
    expect(result).toMatchObject({
      ok: true,
      value: { earned_points: 19, redeemed_points: 500, points_balance: 4519, duplicate: false },
    })
    const [sent] = simulator.requests({ endpoint: "finalize" })
    expect(sent?.headers["x-retry-count"]).toBe("3")
    expect(sent?.body).toMatchObject({
      retryCount: 0,
      businessDate: "2026-03-17",
      finalAmount: 6.78,
      customerId: MEMBER,
      loyaltyId: { kind: "phone", value: "4155550100", entryMethod: "manual" },
    })
  })
})

describe("a commit whose answer is lost", () => {
  it("is unknown, then found finalized, then a duplicate: one commit", async () => {
    const provider = pdiProvider({ timeouts_ms: { finalize: 300 } })
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    await provider.evaluate(call, evaluation(session))
    const request = provider.freezeFinalize(call.connection, sampleSnapshot(session, "order_l1"))
    simulator.addFault({ kind: "apply_then_hang", endpoint: "finalize", times: 1 })
    const lost = await provider.finalize(call, request, 0)
    expect(lost).toMatchObject({ ok: false, error: { code: "timeout", outcome: "unknown" } })
    expect(await provider.status(call, { session })).toMatchObject({
      ok: true,
      value: { status: "finalized", transaction_id: "order_l1", earned_points: 19 },
    })
    const again = await provider.finalize(call, request, 1)
    expect(again).toMatchObject({ ok: true, value: { duplicate: true, earned_points: 19 } })
    expect(simulator.books().commitsByTransaction["order_l1"]).toBe(1)
  })

  it.each([
    ["reset_after_headers", "unavailable"],
    ["malformed_json", "protocol_error"],
    ["html_200", "protocol_error"],
    ["empty_200", "protocol_error"],
    ["oversized_body", "protocol_error"],
    ["truncated_gzip", "protocol_error"],
    ["wrong_session", "protocol_error"],
    ["other_currency", "protocol_error"],
    ["trickle", "timeout"],
  ] as const)("after %s the outcome is unknown (%s)", async (kind, code) => {
    const provider = pdiProvider({ timeouts_ms: { finalize: 500 } })
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    const order_id = `order_${kind}`
    await provider.evaluate(call, evaluation(session))
    const request = provider.freezeFinalize(call.connection, sampleSnapshot(session, order_id))
    simulator.addFault({ kind, endpoint: "finalize", times: 1 })
    const lost = await provider.finalize(call, request, 0)
    expect(lost).toMatchObject({ ok: false, error: { code, outcome: "unknown", retryable: true } })
    expect(await provider.finalize(call, request, 1)).toMatchObject({
      ok: true,
      value: { duplicate: true },
    })
    expect(simulator.books().commitsByTransaction[order_id]).toBe(1)
  })

  it("answers a wholly new commit of a finalized session with already_finalized", async () => {
    const provider = pdiProvider()
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    await provider.evaluate(call, evaluation(session))
    const freeze = (order: string) =>
      provider.freezeFinalize(call.connection, sampleSnapshot(session, order))
    await provider.finalize(call, freeze("order_a1"), 0)
    expect(await provider.finalize(call, freeze("order_a2"), 0)).toMatchObject({
      ok: false,
      error: { code: "already_finalized", outcome: "unknown", retryable: false },
    })
  })
})

describe("token", () => {
  it("is refreshed once for fifty calls refused together", async () => {
    const provider = pdiProvider()
    const call = callTo(simulator.url)
    const params = { seconds: 3600, actualSeconds: 0.2 }
    simulator.addFault({ kind: "token_ttl", endpoint: "token", times: 1, params })
    await open(provider, call)
    await new Promise((resolve) => setTimeout(resolve, 300))
    simulator.clearRequests()
    const results = await Promise.all(Array.from({ length: 50 }, () => open(provider, call)))
    expect(results).toHaveLength(50)
    expect(simulator.requests({ endpoint: "token" })).toHaveLength(1)
    const answered = simulator.requests({ endpoint: "identify" }).map(({ status }) => status)
    expect(answered.filter((status) => status === 200)).toHaveLength(50)
    expect(answered.filter((status) => status === 401).length).toBeGreaterThan(1)
  })

  const FORBIDDEN = { site_id: "9999" }
  const identified = (provider: ReturnType<typeof pdiProvider>, call: CallContext) =>
    provider.identify(call, {
      session: newSession(),
      provider_member_id: null,
      identifier: { kind: "phone", value: "+14155550100", entry_method: "manual" },
    })

  it("is refreshed once on 403, then the call stops", async () => {
    const provider = pdiProvider()
    await open(provider, callTo(simulator.url))
    simulator.clearRequests()
    const result = await identified(provider, callTo(simulator.url, FORBIDDEN))
    expect(result).toMatchObject({ ok: false, error: { code: "forbidden", retryable: false } })
    expect(simulator.requests({ endpoint: "token" })).toHaveLength(1)
    expect(simulator.requests({ endpoint: "identify" })).toHaveLength(2)
  })

  it("is not used up by a store without rights for the others with its credentials", async () => {
    const provider = pdiProvider()
    for (let i = 0; i < 30; i++) {
      const result = await identified(provider, callTo(simulator.url, FORBIDDEN))
      expect(result).toMatchObject({ ok: false, error: { code: "forbidden" } })
    }
    expect(await identified(provider, callTo(simulator.url))).toMatchObject({ ok: true })
    expect(simulator.requests({ endpoint: "token" }).length).toBeLessThanOrEqual(3)
    // A token of this minute is not to blame, so only the first refused call is repeated.
    expect(simulator.requests({ endpoint: "identify" })).toHaveLength(32)
  })

  it("that an engine forgot is replaced also while somebody keeps testing the connection", async () => {
    const provider = pdiProvider()
    const call = callTo(simulator.url)
    await provider.checkConnection(call)
    simulator.addFault({ kind: "status", endpoint: "identify", times: 1, params: { status: 403 } })
    expect(await identified(provider, call)).toMatchObject({ ok: true })
  })

  it("stays with the others while a store without rights waits for another one", async () => {
    const provider = pdiProvider({}, { deps: { sleep: async () => {} } })
    await open(provider, callTo(simulator.url))
    simulator.addFault({ kind: "status", endpoint: "token", params: { status: 503 } })
    expect(await identified(provider, callTo(simulator.url, FORBIDDEN))).toMatchObject({
      ok: false,
      error: { code: "unavailable" },
    })
    expect(await identified(provider, callTo(simulator.url))).toMatchObject({ ok: true })
  })

  it("rejected credentials are asked about once, not once per call", async () => {
    const provider = pdiProvider()
    const credentials = { client_id: "demo-client", client_secret: "wrong" }
    const call = callTo(simulator.url, { credentials })
    for (let i = 0; i < 5; i++) {
      await expect(open(provider, call)).rejects.toThrow(/refused the client credentials/)
    }
    expect(simulator.requests({ endpoint: "token" })).toHaveLength(1)
    expect(provider.breakerState(call.connection)).toBe("CLOSED")
  })

  it("is asked for with what the options add", async () => {
    const provider = pdiProvider({ token_params: { audience: "https://loyalty.example/" } })
    await open(provider, callTo(simulator.url))
    const [sent] = simulator.requests({ endpoint: "token" })
    expect(sent?.body).toEqual({
      audience: "https://loyalty.example/",
      grant_type: "client_credentials",
    })
  })

  it("is read in the other spelling too", async () => {
    simulator.addFault({ kind: "token_spelling", endpoint: "token", params: { spelling: "camel" } })
    const provider = pdiProvider()
    expect((await open(provider, callTo(simulator.url))).member.provider_member_id).toBe(MEMBER)
  })
})

describe("a repeat", () => {
  it.each([502, 503, 504, 429])("is made once after %i on identify", async (status) => {
    const provider = pdiProvider()
    simulator.addFault({ kind: "status", endpoint: "identify", times: 1, params: { status } })
    await open(provider, callTo(simulator.url))
    const sent = simulator.requests({ endpoint: "identify" })
    expect(sent.map(({ headers }) => headers["x-retry-count"])).toEqual(["0", "1"])
    expect(new Set(sent.map(({ headers }) => headers["idempotency-key"])).size).toBe(1)
  })

  it.each([400, 404, 409, 422, 500])("is not made after %i", async (status) => {
    const provider = pdiProvider()
    simulator.addFault({ kind: "status", endpoint: "identify", params: { status } })
    await expect(open(provider, callTo(simulator.url))).rejects.toThrow(String(status))
    expect(simulator.requests({ endpoint: "identify" })).toHaveLength(1)
  })

  it("is never made for a finalize", async () => {
    const provider = pdiProvider()
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    simulator.addFault({ kind: "status", endpoint: "finalize", params: { status: 503 } })
    const request = provider.freezeFinalize(call.connection, sampleSnapshot(session, "order_n1"))
    expect(await provider.finalize(call, request, 0)).toMatchObject({
      ok: false,
      error: { code: "unavailable", outcome: "unknown", retryable: true },
    })
    expect(simulator.requests({ endpoint: "finalize" })).toHaveLength(1)
  })

  it.each([
    ["2", 2],
    ["1000000000", 3600],
    ["in 90 seconds", 90],
    ["soon", undefined],
    [undefined, undefined],
  ])("waits no longer than its deadline; Retry-After %s is told as %s", async (header, seconds) => {
    const provider = pdiProvider({ timeouts_ms: { identify: 900 } })
    const date = new Date(Date.now() + 90_000).toUTCString()
    const sent = header === "in 90 seconds" ? date : header
    const params = { status: 429, ...(sent === undefined ? {} : { retryAfter: sent }) }
    simulator.addFault({ kind: "status", endpoint: "identify", params })
    const result = await provider.identify(callTo(simulator.url), {
      session: newSession(),
      provider_member_id: null,
      identifier: { kind: "phone", value: "+14155550100", entry_method: "manual" },
    })
    expect(result).toMatchObject({ ok: false, error: { code: "rate_limited", retryable: true } })
    const told = result.ok ? undefined : result.error.retry_after_s
    if (seconds === undefined) {
      expect(told).toBeUndefined()
    } else {
      expect(Math.abs((told ?? 0) - seconds)).toBeLessThanOrEqual(1)
    }
  })
})

describe("breaker", () => {
  it("opens after five failures in a row, probes once, and closes", async () => {
    let now = 0
    const provider = pdiProvider({}, { deps: { monotonic: () => now, sleep: async () => {} } })
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    const status = () => provider.status(call, { session })
    simulator.addFault({ kind: "status", endpoint: "getSessionStatus", params: { status: 503 } })
    for (let i = 0; i < 5; i++) {
      expect(await status()).toMatchObject({ ok: false, error: { code: "unavailable" } })
    }
    expect(provider.breakerState(call.connection)).toBe("OPEN")
    simulator.clearFaults()
    simulator.clearRequests()
    expect(await status()).toMatchObject({
      ok: false,
      error: { code: "circuit_open", outcome: "not_applied", retryable: true, retry_after_s: 30 },
    })
    expect(simulator.requests({ endpoint: "getSessionStatus" })).toHaveLength(0)

    now += 30_000
    expect(provider.breakerState(call.connection)).toBe("HALF_OPEN")
    simulator.addFault({ kind: "latency", endpoint: "getSessionStatus", params: { ms: 100 } })
    const results = await Promise.all(Array.from({ length: 100 }, status))
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    expect(simulator.requests({ endpoint: "getSessionStatus" })).toHaveLength(1)
    expect(provider.breakerState(call.connection)).toBe("CLOSED")
  })

  it("stays closed under any number of refusals in proper form", async () => {
    const provider = pdiProvider()
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    for (const status of [400, 404, 409, 422]) {
      simulator.clearFaults()
      simulator.addFault({ kind: "status", endpoint: "calculateRewards", params: { status } })
      for (let i = 0; i < 8; i++) {
        await provider.evaluate(call, evaluation(session))
      }
    }
    expect(provider.breakerState(call.connection)).toBe("CLOSED")
  })

  it("belongs to one engine and participant", async () => {
    const provider = pdiProvider({ breaker: { consecutive_failures: 1 } })
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    simulator.addFault({ kind: "status", endpoint: "getSessionStatus", params: { status: 500 } })
    await provider.status(call, { session })
    expect(provider.breakerState(call.connection)).toBe("OPEN")
    const other = callTo(simulator.url, { participant_id: "OTHER" })
    expect(provider.breakerState(other.connection)).toBe("CLOSED")
  })
})

describe("evaluation under faults", () => {
  it.each([
    ["wrong_session", "protocol_error"],
    ["wrong_basket_hash", "protocol_error"],
    ["other_currency", "protocol_error"],
    ["malformed_json", "protocol_error"],
    ["html_200", "protocol_error"],
    ["oversized_body", "protocol_error"],
    ["truncated_gzip", "protocol_error"],
    ["hang", "timeout"],
    ["trickle", "timeout"],
    ["reset", "unavailable"],
  ] as const)("%s gives no rewards and no doubt (%s)", async (kind, code) => {
    const provider = pdiProvider({ timeouts_ms: { calculate: 500 } })
    const call = callTo(simulator.url)
    const { session } = await open(provider, call)
    simulator.addFault({ kind, endpoint: "calculateRewards" })
    const started = performance.now()
    const result = await provider.evaluate(call, evaluation(session))
    expect(result).toMatchObject({ ok: false, error: { code, outcome: "not_applied" } })
    expect(performance.now() - started).toBeLessThan(1_500)
  })

  it("ends with the caller's patience when that is shorter", async () => {
    const provider = pdiProvider()
    const call = { ...callTo(simulator.url), signal: AbortSignal.timeout(150) }
    const { session } = await open(provider, callTo(simulator.url))
    simulator.addFault({ kind: "hang", endpoint: "calculateRewards" })
    const started = performance.now()
    expect(await provider.evaluate(call, evaluation(session))).toMatchObject({
      ok: false,
      error: { code: "timeout" },
    })
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

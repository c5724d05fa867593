import http from "node:http"
import type net from "node:net"
import { afterEach, describe, expect, it, vi } from "vitest"
import pdi from "../../../src/providers/pdi"
import PdiLoyaltyProvider from "../../../src/providers/pdi/service"
import type {
  CallContext,
  EvaluateInput,
  FinalizeSnapshot,
  SessionRef,
} from "../../../src/types/provider"
import { line } from "../../domain/basket"

interface Answer {
  status?: number
  body: unknown
}
type Handler = (request: { path: string; query: URLSearchParams; body: unknown }) => Answer
interface Seen {
  path: string
  headers: http.IncomingHttpHeaders
}

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()))
})

const SESSION: SessionRef = {
  provider_session_id: "sess_1",
  pos_sequence_id: "p-1",
  message_sequence: 2,
  transaction_id: "cart_1",
}
const MEMBER = {
  sessionId: "sess_1",
  customerId: "CUST-1",
  currentPoints: 10,
  customerName: "John Doe",
}
const IDENTIFY = {
  session: { ...SESSION, provider_session_id: null },
  provider_member_id: null,
  identifier: { kind: "phone", value: "+14155550100", entry_method: "manual" },
} as const
const EVALUATE: EvaluateInput = {
  session: SESSION,
  provider_member_id: "CUST-1",
  basket: { currency_code: "usd", currency_digits: 2, lines: [] },
  fingerprint: "ab",
  selection: { accepted_reward_ids: [], declined_reward_ids: [], redeem_points: 0 },
}
const FINALIZE: FinalizeSnapshot = {
  session: SESSION,
  provider_member_id: "CUST-1",
  identifier: null,
  order_id: "order_1",
  currency_code: "usd",
  currency_digits: 2,
  lines: [],
  granted_rewards: [],
  cancelled_reward_ids: [],
  redeemed_points: 0,
  final_amount: 0,
  tax_amount: 0,
  total_amount: 0,
  event_start_at: "2026-03-16T14:30:45Z",
  event_end_at: "2026-03-16T14:30:45Z",
}
const ALL = {
  supports_enroll: true,
  supports_history: true,
  supports_cancel: true,
  supports_reverse: true,
}

/** An engine that says exactly what the test wants, token included. */
async function engine(handler: Handler) {
  const seen: Seen[] = []
  const answerTo = async (request: http.IncomingMessage, response: http.ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://engine")
    const chunks: Buffer[] = []
    for await (const chunk of request) {
      chunks.push(chunk as Buffer)
    }
    const text = Buffer.concat(chunks).toString()
    seen.push({ path: url.pathname, headers: request.headers })
    const token = url.pathname.endsWith("/oauth/token")
    const answer: Answer = token
      ? { body: { access_token: "tok" } }
      : handler({
          path: url.pathname,
          query: url.searchParams,
          body: text.startsWith("{") ? JSON.parse(text) : null,
        })
    response.writeHead(answer.status ?? 200, { "content-type": "application/json" })
    response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body))
  }
  const server = http.createServer((request, response) => void answerTo(request, response))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  closers.push(async () => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as net.AddressInfo
  return { seen, url: `http://127.0.0.1:${port}/base/` }
}

async function scene(handler: Handler, settings: Record<string, unknown> = {}) {
  const { seen, url } = await engine(handler)
  const warnings: string[] = []
  const logger = { warn: (message: string) => void warnings.push(message) }
  const provider = new PdiLoyaltyProvider({ logger }, { allow_private_addresses: true })
  closers.push(() => provider.close())
  const call: CallContext = {
    connection: {
      store_id: "store_01",
      participant_id: "ACME",
      site_id: "0300",
      settings: { api_url: url, ...settings },
      credentials: { client_id: "id", client_secret: "s3cret" },
      config_version: 1,
    },
    correlation_id: "c\r\nx: 1",
  }
  return { provider, call, seen, warnings }
}

describe("the module provider", () => {
  it("offers the service under its identifier", () => {
    expect(pdi.services).toEqual([PdiLoyaltyProvider])
    expect(PdiLoyaltyProvider.identifier).toBe("pdi")
  })
})

describe("headers", () => {
  it("carry the token as the store says, and cannot be broken out of", async () => {
    const { provider, call, seen } = await scene(() => ({ body: MEMBER }), {
      token_header: "access_token",
    })
    expect((await provider.identify(call, IDENTIFY)).ok).toBe(true)
    const sent = seen.find(({ path }) => path === "/base/identify")?.headers
    expect(sent?.["access_token"]).toBe("tok")
    expect(sent).not.toHaveProperty("authorization")
    expect(sent?.["x-correlation-id"]).toBe("c__x:_1")
    expect(sent).not.toHaveProperty("x")
  })

  it("name two orders by two keys, however long the store's names are", async () => {
    const { provider, call, seen } = await scene(() => ({ body: {} }))
    const names = { participant_id: "&".repeat(100), site_id: "%".repeat(100) }
    const connection = { ...call.connection, ...names }
    for (const order_id of ["order_1", "order_2"]) {
      const request = provider.freezeFinalize(connection, { ...FINALIZE, order_id })
      await provider.finalize({ ...call, connection }, request, 0)
    }
    const keys = seen.flatMap(({ headers }) => headers["idempotency-key"] ?? [])
    expect(keys).toHaveLength(2)
    expect(new Set(keys).size).toBe(2)
  })

  it("carry a bearer token by default", async () => {
    const { provider, call, seen } = await scene(() => ({ body: MEMBER }))
    await provider.identify(call, IDENTIFY)
    expect(seen[0]?.path).toBe("/base/oauth/token")
    expect(seen[1]?.headers["authorization"]).toBe("Bearer tok")
  })
})

describe("a store's connection", () => {
  it("is resolved once, however often a call asks for it, and again for another", async () => {
    const { provider, call } = await scene(() => ({ body: MEMBER }))
    const resolved = vi.fn(() => "ACME")
    const watched = () =>
      Object.defineProperty({ ...call.connection }, "participant_id", { get: resolved })
    const connection = watched()
    provider.breakerState(connection)
    expect((await provider.identify({ ...call, connection }, IDENTIFY)).ok).toBe(true)
    provider.breakerState(connection)
    expect(resolved).toHaveBeenCalledTimes(1)

    provider.breakerState(watched())
    expect(resolved).toHaveBeenCalledTimes(2)
  })
})

describe("a call that cannot be made", () => {
  it("is refused before anything is sent", async () => {
    const { provider, call, seen } = await scene(() => ({ body: MEMBER }))
    const nobody = { ...IDENTIFY, identifier: null }
    expect(await provider.identify(call, nobody)).toMatchObject({
      error: { code: "invalid_request", outcome: "not_applied" },
    })
    const unopened = { ...EVALUATE, session: { ...SESSION, provider_session_id: null } }
    expect(await provider.evaluate(call, unopened)).toMatchObject({
      error: { code: "session_not_found" },
    })
    const broken = { ...call, connection: { ...call.connection, participant_id: null } }
    const refused = await provider.identify(broken, IDENTIFY)
    // What was to be booked waits until somebody has mended the settings.
    expect(refused).toMatchObject({ error: { code: "auth_failed", outcome: "not_applied" } })
    expect(JSON.stringify(refused)).toContain("participant_id is required")
    expect(await provider.checkConnection(broken)).toEqual({
      ok: false,
      steps: [{ step: "token", ok: false, latency_ms: 0, code: "invalid_request" }],
    })
    expect(provider.breakerState(broken.connection)).toBe("CLOSED")
    expect(seen).toEqual([])
  })

  it("is refused where the basket costs more than the contract's numbers can say", async () => {
    const { provider, call, seen, warnings } = await scene(() => ({ body: MEMBER }))
    const dear = line(1, { unit_price_decimal: "100000000000.00" })
    const basket = { currency_code: "irr", currency_digits: 2, lines: [dear] }
    expect(await provider.evaluate(call, { ...EVALUATE, basket })).toMatchObject({
      error: { code: "invalid_request", outcome: "not_applied", retryable: false },
    })
    expect(warnings.join()).toContain("amounts as large as these")
    expect(seen).toEqual([])
  })

  it("says nothing of a session where it is the token's address that is not found", async () => {
    const there = await scene(() => ({ status: 404, body: { message: "no route" } }))
    const { provider, seen } = there
    const { settings } = there.call.connection
    const connection = {
      ...there.call.connection,
      settings: { ...settings, token_url: `${String(settings["api_url"])}nowhere` },
    }
    const call = { ...there.call, connection }
    const request = { idempotency_key: "fin:1", body: "{}" }
    const missed = { ok: false, error: { code: "auth_failed", outcome: "not_applied" } }
    expect(await provider.status(call, { session: SESSION })).toMatchObject(missed)
    expect(await provider.finalize(call, request, 0)).toMatchObject(missed)
    expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(["/base/nowhere"]))
  })

  it("is not supported where the store has not declared the ability", async () => {
    const { provider, call, seen } = await scene(() => ({ body: {} }))
    const results = [
      await provider.enrol(call, { idempotency_key: "enr:1", body: "{}" }, 0),
      await provider.history(call, { provider_member_id: "CUST-1", cursor: null }),
      await provider.cancel(call, { session: SESSION, reason: "replaced" }, 0),
      await provider.reverse(call, { idempotency_key: "rev:1", body: "{}" }, 0),
    ]
    for (const result of results) {
      expect(result).toMatchObject({ ok: false, error: { code: "not_supported" } })
    }
    expect(seen).toEqual([])
  })

  it("is settled without a call when the engine never knew the session", async () => {
    const { provider, call, seen } = await scene(() => ({ body: {} }), ALL)
    const session = { ...SESSION, provider_session_id: null }
    expect(await provider.status(call, { session })).toMatchObject({
      value: { status: "not_found" },
    })
    expect(await provider.cancel(call, { session, reason: "gone" }, 0)).toEqual({
      ok: true,
      value: null,
    })
    expect(seen).toEqual([])
  })
})

describe("replies", () => {
  it("of members who are unknown or inactive are values", async () => {
    const unknown = await scene(() => ({ body: { loyaltyIdValid: false } }))
    expect(await unknown.provider.identify(unknown.call, IDENTIFY)).toMatchObject({
      error: { code: "member_not_found", outcome: "not_applied", retryable: false },
    })
    const inactive = await scene(() => ({ body: { ...MEMBER, status: "closed" } }))
    expect(await inactive.provider.identify(inactive.call, IDENTIFY)).toMatchObject({
      error: { code: "member_inactive" },
    })
  })

  it("that report an error under a success status are errors", async () => {
    const body = { errors: [{ errorCode: "MEMBER_INACTIVE", errorMessage: "4155550100" }] }
    const { provider, call } = await scene(() => ({ body }))
    const result = await provider.identify(call, IDENTIFY)
    expect(result).toMatchObject({ error: { code: "member_inactive" } })
    expect(JSON.stringify(result)).not.toContain("4155550100")
  })

  it.each(["[]", "7", '"text"', '{"__proto__":{}}'])("like %s are refused", async (body) => {
    const { provider, call } = await scene(() => ({ body }))
    expect(await provider.identify(call, IDENTIFY)).toMatchObject({
      error: { code: "protocol_error", outcome: "not_applied" },
    })
  })

  it("with rewards nobody can apply are kept, and told to the log without personal data", async () => {
    const reward = { rewardId: "R-1", type: "instant", level: "line", method: "x", value: 1 }
    const { provider, call, warnings } = await scene(() => ({
      body: { sessionId: "sess_1", basketHash: "ab", earnedPoints: 1, rewards: [reward] },
    }))
    expect(await provider.evaluate(call, EVALUATE)).toMatchObject({
      ok: true,
      value: { skipped: [{ id: "R-1", reason: "unknown_method" }] },
    })
    expect(warnings).toEqual([
      "loyalty engine pdi: skipped rewards R-1 (unknown_method) [store_01]",
    ])
  })

  it("about another basket are refused and logged", async () => {
    const { provider, call, warnings } = await scene(() => ({
      body: { sessionId: "sess_1", basketHash: "cd", earnedPoints: 1 },
    }))
    expect(await provider.evaluate(call, EVALUATE)).toMatchObject({
      error: { code: "protocol_error", outcome: "not_applied", retryable: true },
    })
    expect(warnings.join()).toContain("another basket")
  })

  it("to a commit that nobody can read leave its outcome open", async () => {
    for (const body of ["", "<html>busy</html>", '{"sessionId":"sess_1","stat', "[]"]) {
      const { provider, call } = await scene(() => ({ body }))
      const request = { idempotency_key: "fin:1", body: '{"sessionId":"sess_1"}' }
      expect([body, await provider.finalize(call, request, 0)]).toMatchObject([
        body,
        { error: { code: "protocol_error", outcome: "unknown", retryable: true } },
      ])
    }
  })

  it("to a commit that is still running leave its outcome open", async () => {
    const { provider, call } = await scene(() => ({
      body: { sessionId: "sess_1", status: "pending_finalization", earnedPoints: 0 },
    }))
    const request = { idempotency_key: "fin:1", body: '{"sessionId":"sess_1"}' }
    expect(await provider.finalize(call, request, 0)).toMatchObject({
      error: { code: "in_progress", outcome: "unknown", retryable: true },
    })
  })
})

describe("age", () => {
  const minimum_age = 21
  const line = {
    line_number: 1,
    line_item_id: "li_1",
    sku: "BEER",
    title: "Beer",
    quantity: 1,
    unit_price_decimal: "5.00",
    regular_price_decimal: null,
    amount: 500,
    foreign_discounts: [],
    barcode: null,
    merchandise_code: null,
    product_code: null,
    unit_of_measure: "each",
    taxable: true,
    is_tax_inclusive: false,
    minimum_age,
    discountable: true,
  }
  const rewards = [
    {
      rewardId: "R",
      type: "instant",
      level: "line",
      targetLineNumber: 1,
      method: "percentOff",
      value: 10,
    },
  ]

  it("says of a reward on a restricted line that it needs verification, not whether it applies", async () => {
    const { provider, call } = await scene(() => ({
      body: { sessionId: "sess_1", basketHash: "ab", earnedPoints: 1, rewards },
    }))
    const basket = { ...EVALUATE.basket, lines: [line] }
    expect(await provider.evaluate(call, { ...EVALUATE, basket })).toMatchObject({
      value: { rewards: [{ id: "R", requires_age_verification: true }] },
    })
  })
})

/** Not every engine tells the balance with the history. */
const pointsOf = (query: URLSearchParams) =>
  query.get("customerId") === "OLD" ? {} : { currentPoints: 7 }

describe("optional abilities", () => {
  it("read history page by page, and 1061 as no history yet, which says nothing of points", async () => {
    const { provider, call } = await scene(
      ({ query }) =>
        query.get("customerId") === "NEW"
          ? { status: 400, body: { errors: [{ errorCode: 1061, errorMessage: "none" }] } }
          : { body: { ...pointsOf(query), entries: [], nextCursor: query.get("cursor") } },
      ALL,
    )
    expect(await provider.history(call, { provider_member_id: "NEW", cursor: null })).toEqual({
      ok: true,
      value: { points_balance: null, tier: null, entries: [], next_cursor: null },
    })
    expect(await provider.history(call, { provider_member_id: "OLD", cursor: null })).toMatchObject(
      {
        value: { points_balance: null },
      },
    )
    expect(await provider.history(call, { provider_member_id: "C", cursor: "c2" })).toMatchObject({
      value: { points_balance: 7, next_cursor: "c2" },
    })
  })

  it("pass other failures of history on", async () => {
    const { provider, call } = await scene(() => ({ status: 500, body: {} }), ALL)
    expect(await provider.history(call, { provider_member_id: "C", cursor: null })).toMatchObject({
      ok: false,
      error: { code: "unavailable" },
    })
  })
})

describe("connection check", () => {
  it("counts an unknown session as a working engine", async () => {
    const { provider, call } = await scene(() => ({ status: 404, body: {} }))
    const { ok, steps } = await provider.checkConnection({
      ...call,
      signal: AbortSignal.timeout(5_000),
    })
    expect(ok).toBe(true)
    expect(steps.map(({ step, ok: passed, code }) => [step, passed, code])).toEqual([
      ["token", true, undefined],
      ["status", true, undefined],
    ])
  })

  it("names the step that fails, and looks past an open breaker", async () => {
    let status = 500
    const { provider, call } = await scene(() => ({ status, body: {} }))
    for (let i = 0; i < 5; i++) {
      await provider.status(call, { session: SESSION })
    }
    expect(provider.breakerState(call.connection)).toBe("OPEN")
    const broken = await provider.checkConnection(call)
    expect(broken.ok).toBe(false)
    expect(broken.steps[1]).toMatchObject({ step: "status", ok: false, code: "unavailable" })
    status = 404
    expect((await provider.checkConnection(call)).ok).toBe(true)
  })
})

describe("a caller who leaves", () => {
  it("says nothing about the engine", async () => {
    const { provider, call } = await scene(() => ({ status: 404, body: {} }))
    for (let i = 0; i < 10; i++) {
      const gone = { ...call, signal: AbortSignal.abort() }
      expect(await provider.status(gone, { session: SESSION })).toMatchObject({
        error: { code: "timeout", outcome: "not_applied" },
      })
    }
    expect(provider.breakerState(call.connection)).toBe("CLOSED")
  })
})

import { createServer, type Server, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

import Medusa from "@medusajs/js-sdk"

import { createLoyaltyClient, type LoyaltyClient } from "../src/core/index.js"

/** A server that gives one reply to everything and remembers what it was asked. */
const serve = async (reply: { status: number; body: unknown }) => {
  const asked: { url: string; headers: Record<string, unknown>; body: string }[] = []
  const server: Server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk: Buffer) => (body += chunk.toString()))
    request.on("end", () => {
      asked.push({ url: request.url ?? "", headers: request.headers, body })
      response.writeHead(reply.status, { "content-type": "application/json" })
      response.end(JSON.stringify(reply.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, asked, close: () => server.close() }
}

/** A server that gives its replies by hand: a part of one, or something else than JSON. */
const serveBy = async (reply: (response: ServerResponse) => void) => {
  const server = createServer((_request, response) => reply(response))
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

/** Headers and half a body; the rest never comes. */
const halfAReply = (response: ServerResponse) => {
  response.writeHead(200, { "content-type": "application/json" })
  response.write('{"loyalty_session":{')
}

interface Call {
  timeoutMs?: number
}
const bySdk = (baseUrl: string, call: Call = {}): LoyaltyClient =>
  createLoyaltyClient({ sdk: new Medusa({ baseUrl, publishableKey: "pk_1" }), ...call })
const byFetch = (baseUrl: string, call: Call = {}): LoyaltyClient =>
  createLoyaltyClient({ baseUrl, publishableKey: "pk_1", ...call })

const KEYS = { cart_id: "cart_1", session_id: "lses_1" }
const CHANGED = {
  type: "conflict",
  code: "loyalty_total_changed",
  message: "Your total changed from 10.9 to 15.09. Confirm it and pay again.",
  previous_total: 10.9,
  total: 15.09,
  loyalty_session: null,
}

describe.each([
  ["the JS SDK", bySdk],
  ["fetch", byFetch],
])("the client over %s", (_name, makeClient) => {
  it("sends the publishable key and reads the session", async () => {
    const server = await serve({ status: 200, body: { loyalty_session: { id: "lses_1" } } })
    const result = await makeClient(server.url).identify({ cart_id: "cart_1", phone: "1" })
    server.close()

    expect(result).toEqual({ ok: true, value: { id: "lses_1" } })
    expect(server.asked[0]?.headers["x-publishable-api-key"]).toBe("pk_1")
    expect(JSON.parse(server.asked[0]?.body ?? "")).toEqual({ cart_id: "cart_1", phone: "1" })
  })

  it.each([
    ["identify", 400, "member_not_found"],
    ["identify", 429, "rate_limited"],
    ["identify", 503, "loyalty_unavailable"],
    ["evaluate", 404, "session_not_found"],
    ["evaluate", 409, "session_not_active"],
    ["account", 401, "unauthorized"],
    ["openSession", 400, "loyalty_disabled"],
    ["release", 400, "not_allowed"],
  ] as const)("makes a value of a refused %s: %i is %s", async (call, status, code) => {
    const server = await serve({ status, body: { type: "t", code, message: "No" } })
    const client = makeClient(server.url)
    const calls = {
      identify: () => client.identify({ cart_id: "cart_1", phone: "1" }),
      evaluate: () => client.evaluate(KEYS),
      account: () => client.account({ limit: 5 }),
      openSession: () => client.openSession({ cart_id: "cart_1" }),
      release: () => client.release(KEYS),
    }
    const result = await calls[call]()
    server.close()

    expect(result).toMatchObject({ ok: false, failure: { code, status, message: "No" } })
  })

  it.each([
    ["session", 404],
    ["evaluate", 409],
    ["release", 400],
  ] as const)("takes nothing from a proxy's page in place of %s: %i", async (call, status) => {
    const server = await serveBy((response) => {
      response.writeHead(status, { "content-type": "text/plain" })
      response.end("There is no such page here")
    })
    const result = await makeClient(server.url)[call](KEYS)
    server.close()

    expect(result).toMatchObject({ ok: false, failure: { code: "unknown", status } })
  })

  it("takes a refused body for what the shopper typed", async () => {
    const body = { type: "invalid_data", message: "Value for field 'phone' too long" }
    const server = await serve({ status: 400, body })
    const result = await makeClient(server.url).identify({ cart_id: "cart_1", phone: "1" })
    server.close()

    expect(result).toMatchObject({ ok: false, failure: { code: "member_not_found" } })
  })

  it("reads both totals of a 409 at completion", async () => {
    const server = await serve({ status: 409, body: CHANGED })
    const result = await makeClient(server.url).complete("cart_1")
    server.close()

    expect(result).toMatchObject({
      ok: false,
      failure: { total_changed: { previous_total: 10.9, total: 15.09 } },
    })
  })

  it("does not take Medusa's own 409 at completion for a changed total", async () => {
    const server = await serve({
      status: 409,
      body: {
        code: "invalid_state_error",
        type: "conflict",
        message: "The request conflicted with another request.",
      },
    })
    const result = await makeClient(server.url).complete("cart_1")
    server.close()

    expect(result).toMatchObject({
      ok: false,
      failure: { code: "unknown", status: 409, total_changed: null },
    })
  })

  it("makes a value of a server that is not there", async () => {
    const server = await serve({ status: 200, body: {} })
    server.close()

    const result = await makeClient(server.url).evaluate(KEYS)
    expect(result).toMatchObject({ ok: false, failure: { code: "network", status: null } })
  })

  it("makes a time-out of a reply that stops after its headers", async () => {
    const server = await serveBy(halfAReply)
    const result = await makeClient(server.url, { timeoutMs: 100 }).evaluate(KEYS)
    server.close()

    expect(result).toMatchObject({ ok: false, failure: { code: "timeout" } })
  })

  it("ends a call while its reply arrives", async () => {
    const server = await serveBy(halfAReply)
    const ending = new AbortController()
    setTimeout(() => ending.abort(), 50)
    const result = await makeClient(server.url).evaluate(KEYS, { signal: ending.signal })
    server.close()

    expect(result).toMatchObject({ ok: false, failure: { code: "aborted" } })
  })

  it("makes a value of a reply that breaks off", async () => {
    const server = await serveBy((response) => {
      halfAReply(response)
      setTimeout(() => response.destroy(), 20)
    })
    const result = await makeClient(server.url).evaluate(KEYS)
    server.close()

    expect(result).toMatchObject({ ok: false, failure: { code: "network" } })
  })

  it.each([
    ["a page", "<html>Welcome to the hotel's network</html>"],
    ["JSON of something else", '{"hello":"world"}'],
    ["no object", "[]"],
  ])("makes a value of a success that is %s", async (_name, body) => {
    const server = await serveBy((response) => response.end(body))
    const result = await makeClient(server.url).evaluate(KEYS)
    server.close()

    expect(result.ok).toBe(false)
  })

  it("ends a call that nobody waits for", async () => {
    const ending = new AbortController()
    ending.abort()
    const result = await makeClient("http://127.0.0.1:9").evaluate(KEYS, { signal: ending.signal })

    expect(result).toMatchObject({ ok: false, failure: { code: "aborted" } })
  })
})

describe("the client over fetch, which sees whose refusal it is", () => {
  it.each([
    ["a missing publishable key", 400, "not_allowed"],
    ["a gateway that knows no such route", 404, undefined],
  ])("takes %s for nothing that the shopper typed", async (_name, status, type) => {
    const server = await serve({ status, body: { type, message: "No" } })
    const client = byFetch(server.url)
    const results = [
      await client.identify({ cart_id: "cart_1", phone: "1" }),
      await client.openSession({ cart_id: "cart_1" }),
      await client.session(KEYS),
    ]
    server.close()

    for (const result of results) {
      expect(result).toMatchObject({ ok: false, failure: { code: "unknown", message: "No" } })
    }
  })
})

describe("the client over a transport of the shop's own", () => {
  it("makes a value of what it throws", async () => {
    const client = createLoyaltyClient({
      transport: () => Promise.reject(new Error("No route to host")),
    })

    expect(await client.evaluate(KEYS)).toMatchObject({
      ok: false,
      failure: { code: "network", message: "No route to host" },
    })
  })

  it("does not wait longer than the time-out for one that never settles", async () => {
    const client = createLoyaltyClient({ transport: () => new Promise(() => {}), timeoutMs: 20 })

    expect(await client.account()).toMatchObject({ ok: false, failure: { code: "timeout" } })
  })
})

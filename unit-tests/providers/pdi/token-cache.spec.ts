import { setMaxListeners } from "node:events"
import { describe, expect, it } from "vitest"
import { TokenCache } from "../../../src/providers/pdi/client/auth"
import { systemDeps } from "../../../src/providers/pdi/client/deps"
import { tokenRequest } from "../../../src/providers/pdi/client/token-request"
import type { TransportReply, TransportRequest } from "../../../src/providers/pdi/client/transport"

const IDENTITY = {
  token_url: new URL("https://auth.example/token"),
  client_id: "id",
  client_secret: "secret",
  auth_style: "basic" as const,
  scope: null,
  params: {},
  config_version: 1,
}
const PATIENT = new AbortController().signal
setMaxListeners(0, PATIENT)

function granted(token: string, expires_in: unknown): TransportReply {
  const text = JSON.stringify({ access_token: token, expires_in })
  return { ok: true, status: 200, text, retry_after: null }
}

function answered(status: number, retry_after: string | null = null): TransportReply {
  return { ok: true, status, text: "", retry_after }
}

function cacheWith(answer: (count: number) => TransportReply | Promise<TransportReply>) {
  const world = { now: 0, sent: [] as TransportRequest[], slept: [] as number[] }
  const deps = {
    ...systemDeps,
    monotonic: () => world.now,
    random: () => 0,
    sleep: async (ms: number) => void world.slept.push(ms),
  }
  const send = async (request: TransportRequest) => {
    world.sent.push(request)
    return answer(world.sent.length)
  }
  return { world, cache: new TokenCache({ send }, deps, 5_000) }
}

/** What a call does whose token was refused. */
function replaced(cache: TokenCache, refused: string) {
  cache.discard(IDENTITY, refused)
  return cache.token(IDENTITY, PATIENT)
}

describe("token cache", () => {
  it("uses a token until its margin, then fetches another", async () => {
    const { world, cache } = cacheWith((count) => granted(`t${count}`, 60))
    expect(await cache.token(IDENTITY, PATIENT)).toEqual({ ok: true, token: "t1" })
    world.now = 47_999
    expect(await cache.token(IDENTITY, PATIENT)).toEqual({ ok: true, token: "t1" })
    world.now = 48_000
    expect(await cache.token(IDENTITY, PATIENT)).toEqual({ ok: true, token: "t2" })
  })

  it("asks once although a reply gives its token no time to live", async () => {
    for (const expires_in of [0, -60, "0", "soon", null, undefined]) {
      const { world, cache } = cacheWith((count) => granted(`t${count}`, expires_in))
      for (const now of [0, 1_000, 239_999]) {
        world.now = now
        expect(await cache.token(IDENTITY, PATIENT)).toEqual({ ok: true, token: "t1" })
      }
      expect([expires_in, world.sent.length]).toEqual([expires_in, 1])
      world.now = 240_000
      expect(await cache.token(IDENTITY, PATIENT)).toEqual({ ok: true, token: "t2" })
    }
  })

  it("makes one request for a hundred callers", async () => {
    const { world, cache } = cacheWith(() => granted("t", 3600))
    const all = Array.from({ length: 100 }, () => cache.token(IDENTITY, PATIENT))
    expect((await Promise.all(all)).every(({ ok }) => ok)).toBe(true)
    expect(world.sent).toHaveLength(1)
  })

  it("replaces a refused token once, however many were refused with it", async () => {
    const { world, cache } = cacheWith((count) => granted(`t${count}`, 3600))
    await cache.token(IDENTITY, PATIENT)
    const all = Array.from({ length: 50 }, () => replaced(cache, "t1"))
    expect(new Set((await Promise.all(all)).map((r) => (r.ok ? r.token : "")))).toEqual(
      new Set(["t2"]),
    )
    expect(await replaced(cache, "t1")).toEqual({ ok: true, token: "t2" })
    expect(world.sent).toHaveLength(2)
  })

  it("shares nothing between configurations, clients or secrets", async () => {
    const { world, cache } = cacheWith((count) => granted(`t${count}`, 3600))
    await cache.token(IDENTITY, PATIENT)
    await cache.token({ ...IDENTITY, config_version: 2 }, PATIENT)
    await cache.token({ ...IDENTITY, client_id: "other" }, PATIENT)
    await cache.token({ ...IDENTITY, client_secret: "other" }, PATIENT)
    await cache.token({ ...IDENTITY, token_url: new URL("https://b.example") }, PATIENT)
    expect(world.sent).toHaveLength(5)
  })

  it.each([400, 401, 403, 404, 405, 422])(
    "does not repeat a request refused with %i for a while",
    async (status) => {
      const { world, cache } = cacheWith(() => answered(status))
      const refused = await cache.token(IDENTITY, PATIENT)
      expect(refused).toMatchObject({
        ok: false,
        health: "success",
        error: { code: "auth_failed", retryable: false, outcome: "not_applied" },
      })
      expect(JSON.stringify(refused)).not.toContain("secret")
      await cache.token(IDENTITY, PATIENT)
      expect(world.sent).toHaveLength(1)
      world.now = 30_000
      await cache.token(IDENTITY, PATIENT)
      expect(world.sent).toHaveLength(2)
      await cache.fresh(IDENTITY, PATIENT)
      expect(world.sent).toHaveLength(3)
    },
  )

  it.each([
    [answered(503), "unavailable"],
    [answered(429), "rate_limited"],
    [{ ok: false, kind: "connect_failed", sent: false } as const, "unavailable"],
  ])("repeats once after %o", async (reply, code) => {
    const { world, cache } = cacheWith((count) => (count === 1 ? reply : granted("t", 3600)))
    expect(await cache.token(IDENTITY, PATIENT)).toEqual({ ok: true, token: "t" })
    expect(world.slept).toEqual([100])
    const failing = cacheWith(() => reply)
    expect(await failing.cache.token(IDENTITY, PATIENT)).toMatchObject({ error: { code } })
    expect(failing.world.sent).toHaveLength(2)
  })

  it("does not wait longer than its own time limit", async () => {
    const { world, cache } = cacheWith(() => answered(429, "60"))
    expect(await cache.token(IDENTITY, PATIENT)).toMatchObject({
      error: { code: "rate_limited", retry_after_s: 60 },
    })
    expect(world.sent).toHaveLength(1)
  })

  it("refuses a reply without a token", async () => {
    const { cache } = cacheWith(() => ({ ok: true, status: 200, text: "{}", retry_after: null }))
    expect(await cache.token(IDENTITY, PATIENT)).toMatchObject({
      ok: false,
      health: "neutral",
      error: { code: "protocol_error", outcome: "not_applied" },
    })
  })

  it("takes a page that says 404 for a fault on the way", async () => {
    const page = { ok: true, status: 404, text: "<html></html>", retry_after: null } as const
    const { cache } = cacheWith(() => page)
    expect(await cache.token(IDENTITY, PATIENT)).toMatchObject({
      error: { code: "protocol_error", outcome: "not_applied" },
    })
  })

  it("leaves the engine's health alone when its address is refused", async () => {
    const { cache } = cacheWith(() => ({ ok: false, kind: "address_refused", sent: false }))
    expect(await cache.token(IDENTITY, PATIENT)).toMatchObject({
      health: "neutral",
      error: { code: "forbidden" },
    })
  })

  it("asks at most twenty times a minute of an engine that refuses fresh tokens", async () => {
    const { world, cache } = cacheWith((count) => granted(`t${count}`, 3600))
    let token = "t0"
    for (let i = 0; i < 100; i++) {
      const result = await replaced(cache, token)
      token = result.ok ? result.token : token
    }
    expect(world.sent).toHaveLength(20)
    world.now = 1_000
    expect(await replaced(cache, token)).toMatchObject({
      ok: false,
      error: { code: "auth_failed", retryable: true, retry_after_s: 59 },
    })
    world.now = 60_000
    expect((await replaced(cache, token)).ok).toBe(true)
  })

  it("keeps a good token while the engine is tested and has no other to give", async () => {
    const { world, cache } = cacheWith((count) =>
      count === 1 ? granted("t1", 3600) : answered(503),
    )
    await cache.token(IDENTITY, PATIENT)
    expect(await cache.fresh(IDENTITY, PATIENT)).toMatchObject({ error: { code: "unavailable" } })
    const asked = world.sent.length
    expect(await cache.token(IDENTITY, PATIENT)).toEqual({ ok: true, token: "t1" })
    expect(world.sent).toHaveLength(asked)
  })

  it("lets one impatient caller go without ending the request of the others", async () => {
    let answer: (reply: TransportReply) => void = () => {}
    const { world, cache } = cacheWith(
      () => new Promise<TransportReply>((resolve) => (answer = resolve)),
    )
    const impatient = new AbortController()
    const first = cache.token(IDENTITY, impatient.signal)
    const second = cache.token(IDENTITY, PATIENT)
    impatient.abort()
    expect(await first).toMatchObject({ error: { code: "timeout", outcome: "not_applied" } })
    expect(await cache.token(IDENTITY, AbortSignal.abort())).toMatchObject({
      error: { code: "timeout" },
    })
    answer(granted("t", 3600))
    expect(await second).toEqual({ ok: true, token: "t" })
    expect(world.sent).toHaveLength(1)
  })
})

describe("a token request", () => {
  it("carries form-encoded credentials in HTTP Basic by default", () => {
    const request = tokenRequest({ ...IDENTITY, client_id: "a:b", client_secret: "ü&" }, PATIENT)
    const encoded = Buffer.from("a%3Ab:%C3%BC%26").toString("base64")
    expect(request.headers["authorization"]).toBe(`Basic ${encoded}`)
    expect(request.body).toBe("grant_type=client_credentials")
  })

  it("carries what the options add, wherever the credentials travel", () => {
    const params = { audience: "https://loyalty.example/", resource: "a b&c=d" }
    const added = "audience=https%3A%2F%2Floyalty.example%2F&resource=a+b%26c%3Dd"
    expect(tokenRequest({ ...IDENTITY, params }, PATIENT).body).toBe(
      `${added}&grant_type=client_credentials`,
    )
    const in_body = { ...IDENTITY, params, auth_style: "body" as const, scope: "loyalty" }
    expect(tokenRequest(in_body, PATIENT).body).toBe(
      `${added}&grant_type=client_credentials&scope=loyalty&client_id=id&client_secret=secret`,
    )
  })

  it("carries them in the body where the store says so, with a scope", () => {
    const request = tokenRequest({ ...IDENTITY, auth_style: "body", scope: "loyalty" }, PATIENT)
    expect(request.headers).not.toHaveProperty("authorization")
    expect(request.body).toBe(
      "grant_type=client_credentials&scope=loyalty&client_id=id&client_secret=secret",
    )
  })
})

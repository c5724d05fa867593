import { calculateBody, CANDY, COFFEE, plainFinalize, sampleFinalize } from "./support/baskets.js"
import { Client, errorCode, identifyBody, start, type Json } from "./support/client.js"

async function setUp() {
  const simulator = await start()
  const client = await Client.connect(simulator)
  const session = await client.identify()
  const calculate = () => client.post("calculateRewards", calculateBody(session, [COFFEE, CANDY]))
  return { simulator, client, session, calculate }
}

describe("faults that answer with an error", () => {
  it.each([
    [401, "TOKEN_EXPIRED"],
    [403, "FORBIDDEN_SITE"],
    [409, "IN_PROGRESS"],
    [422, "BASKET_CHANGED"],
    [429, "RATE_LIMITED"],
    [500, "UNAVAILABLE"],
    [503, "UNAVAILABLE"],
  ])("status %i says %s and books nothing", async (status, code) => {
    const { simulator, client, session } = await setUp()
    simulator.addFault({ kind: "status", endpoint: "finalize", params: { status } })
    const reply = await client.finalize(plainFinalize(session, "order_a"))
    expect([reply.status, errorCode(reply)]).toEqual([status, code])
    expect(simulator.books().transactions).toEqual([])
  })

  it.each([1, "Wed, 21 Oct 2026 07:28:00 GMT", 1_000_000_000])(
    "status sends Retry-After %s as it stands",
    async (retryAfter) => {
      const { simulator, calculate } = await setUp()
      simulator.addFault({ kind: "status", endpoint: "*", params: { status: 429, retryAfter } })
      const reply = await calculate()
      expect(reply.headers.get("retry-after")).toBe(String(retryAfter))
    },
  )

  it("status speaks all three error shapes", async () => {
    const { simulator, calculate } = await setUp()
    const texts = []
    for (const shape of ["error", "errors", "text"] as const) {
      const params = { status: 400, code: 1061, shape }
      simulator.addFault({ kind: "status", endpoint: "*", times: 1, params })
      texts.push((await calculate()).text)
    }
    expect(JSON.parse(texts[0]!)).toMatchObject({ error: { code: "1061", retryable: false } })
    expect(JSON.parse(texts[1]!)).toEqual({
      errors: [{ errorCode: 1061, errorMessage: "a fault was injected" }],
    })
    expect(texts[2]).toBe("1061: a fault was injected")
  })

  it("status with apply commits and says otherwise", async () => {
    const { simulator, client, session } = await setUp()
    const params = { status: 504, apply: true }
    simulator.addFault({ kind: "status", endpoint: "finalize", params })
    expect((await client.finalize(plainFinalize(session, "order_a"))).status).toBe(504)
    expect(simulator.books().commitsByTransaction).toEqual({ order_a: 1 })
  })

  it("token_expired refuses a fresh token, but never the token endpoint", async () => {
    const { simulator, client, calculate } = await setUp()
    simulator.addFault({ kind: "token_expired", endpoint: "*" })
    await client.authorize()
    const reply = await calculate()
    expect([reply.status, errorCode(reply)]).toEqual([401, "TOKEN_EXPIRED"])
  })

  it("reject_reward refuses the order while it claims that reward", async () => {
    const { simulator, client, session } = await setUp()
    const params = { rewardId: "CLUB-12-L2" }
    simulator.addFault({ kind: "reject_reward", endpoint: "finalize", params })
    const body = sampleFinalize(session)
    const reply = await client.finalize(body)
    expect([reply.status, errorCode(reply)]).toEqual([422, "REWARD_ALREADY_REDEEMED"])
    expect((reply.json.error as Json).details).toEqual({ rewardId: "CLUB-12-L2" })
    const kept = (body.appliedRewards as Json[]).filter((it) => it.rewardId !== "CLUB-12-L2")
    const without = await client.finalize({ ...body, appliedRewards: kept })
    expect(without.json).toMatchObject({ status: "finalized", earnedPoints: 19 })
  })

  it("reject_reward can take out the reward alone, with a code of its own", async () => {
    const { simulator, client, session } = await setUp()
    const params = { rewardId: "PTS-500", code: "REWARD_NOT_AVAILABLE", soft: true }
    simulator.addFault({ kind: "reject_reward", endpoint: "finalize", params })
    const { json } = await client.finalize(sampleFinalize(session))
    expect(json).toMatchObject({
      status: "finalized",
      redeemedPoints: 0,
      rejectedRewards: [{ rewardId: "PTS-500", code: "REWARD_NOT_AVAILABLE" }],
    })
  })
})

describe("faults that damage the bytes", () => {
  it("malformed_json breaks off in the middle", async () => {
    const { simulator, calculate } = await setUp()
    simulator.addFault({ kind: "malformed_json", endpoint: "*" })
    const { status, text } = await calculate()
    expect(status).toBe(200)
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  })

  it("html_200 answers a page, and the commit stands", async () => {
    const { simulator, client, session } = await setUp()
    simulator.addFault({ kind: "html_200", endpoint: "finalize" })
    const reply = await client.finalize(plainFinalize(session, "order_a"))
    expect(reply.status).toBe(200)
    expect(reply.headers.get("content-type")).toBe("text/html")
    expect(reply.text).toContain("<h1>")
    expect(simulator.books().commitsByTransaction).toEqual({ order_a: 1 })
  })

  it("empty_200 answers nothing with status 200", async () => {
    const { simulator, calculate } = await setUp()
    simulator.addFault({ kind: "empty_200", endpoint: "*" })
    expect(await calculate()).toMatchObject({ status: 200, text: "" })
  })

  it("oversized_body pads the reply to the length asked for", async () => {
    const { simulator, calculate } = await setUp()
    simulator.addFault({ kind: "oversized_body", endpoint: "*", params: { bytes: 2_000_000 } })
    const { text, json } = await calculate()
    expect(text).toHaveLength(2_000_000)
    expect(json.basketHash).toBe("9f2c")
  })

  it("truncated_gzip breaks off inside the packed stream", async () => {
    const { simulator, calculate } = await setUp()
    simulator.addFault({ kind: "truncated_gzip", endpoint: "*" })
    const { headers, text } = await calculate()
    expect(headers.get("content-encoding")).toBe("gzip")
    // fetch hands over as much as it could unpack; stricter clients fail on the stream itself.
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError)
  })

  it("trickle sends headers at once and the body slowly", async () => {
    const { simulator, client } = await setUp()
    simulator.addFault({ kind: "trickle", endpoint: "*", params: { bytesPerSecond: 400 } })
    const from = Date.now()
    const { json } = await client.post("identify", identifyBody("5550100100"))
    expect(json.customerId).toBe("CUST-12345")
    expect(Date.now() - from).toBeGreaterThan(400)
  })
})

describe("faults that change what the answer says", () => {
  it("wrong_session names another session", async () => {
    const { simulator, session, calculate } = await setUp()
    simulator.addFault({ kind: "wrong_session", endpoint: "*" })
    expect((await calculate()).json.sessionId).not.toBe(session.sessionId)
  })

  it("wrong_basket_hash echoes another hash", async () => {
    const { simulator, calculate } = await setUp()
    simulator.addFault({ kind: "wrong_basket_hash", endpoint: "*" })
    expect((await calculate()).json.basketHash).toBe("0".repeat(64))
  })

  it("other_currency adds a currency that is not the cart's", async () => {
    const { simulator, calculate } = await setUp()
    simulator.addFault({ kind: "other_currency", endpoint: "*", params: { currency: "JPY" } })
    expect((await calculate()).json.currency).toBe("JPY")
  })

  it("duplicate_reply sends the previous reply again", async () => {
    const { simulator, client, session, calculate } = await setUp()
    simulator.addFault({ kind: "duplicate_reply", endpoint: "calculateRewards", times: 1 })
    const first = await calculate()
    const other = { ...calculateBody(session, [CANDY]), basketHash: "aaaa" }
    expect((await client.post("calculateRewards", other)).json).toEqual(first.json)
    expect((await client.post("calculateRewards", other)).json.basketHash).toBe("aaaa")
  })

  it("swapped_reply sends the reply that was for another order, and books this one", async () => {
    const { simulator, client, session } = await setUp()
    await client.finalize(plainFinalize(session, "order_a"))
    simulator.addFault({ kind: "swapped_reply", endpoint: "finalize" })
    const second = await client.identify("5550100101")
    const { json } = await client.finalize(plainFinalize(second, "order_b"))
    expect(json.sessionId).toBe(session.sessionId)
    expect(simulator.books().commitsByTransaction).toEqual({ order_a: 1, order_b: 1 })
  })

  it("remove_reward_ids takes back what it is told to, or all that is offered", async () => {
    const { simulator, calculate } = await setUp()
    const params = { ids: ["PTS-500"] }
    simulator.addFault({ kind: "remove_reward_ids", endpoint: "*", times: 1, params })
    expect((await calculate()).json.removeRewardIds).toEqual(["PTS-500"])
    simulator.addFault({ kind: "remove_reward_ids", endpoint: "*" })
    expect((await calculate()).json.removeRewardIds).toHaveLength(3)
  })

  it.each([
    ["earnedPoints", { value: "many" }, '"earnedPoints":"many"'],
    ["rewards.0.value", { value: -1 }, '"value":-1'],
    ["earnedPoints", { raw: "1e309" }, '"earnedPoints":1e309'],
    ["__proto__", { value: { polluted: true } }, '"__proto__":{"polluted":true}'],
  ])("wrong_types puts something else at %s", async (field, what, text) => {
    const { simulator, calculate } = await setUp()
    simulator.addFault({ kind: "wrong_types", endpoint: "*", params: { field, ...what } })
    expect((await calculate()).text).toContain(text)
  })
})

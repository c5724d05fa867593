import { plainFinalize, sampleFinalize } from "./support/baskets.js"
import { Client, errorCode, siteBlock, start, type Json } from "./support/client.js"

async function setUp() {
  const simulator = await start()
  return { simulator, client: await Client.connect(simulator) }
}

function enrollBody(value: string): Json {
  return {
    ...siteBlock(),
    loyaltyId: { kind: "phone", value, entryMethod: "manual" },
    email: "new@example.com",
    firstName: "Nina",
    lastName: "Simone",
    consent: { at: "2026-03-16T14:30:45Z", source: "storefront" },
  }
}

describe("enroll", () => {
  it("makes an account that identify finds afterwards", async () => {
    const { client } = await setUp()
    const { json } = await client.post("enroll", enrollBody("4155550150"))
    expect(json).toMatchObject({ created: true, customerName: "Nina Simone", currentPoints: 0 })
    const again = await client.post("enroll", enrollBody("+14155550150"))
    expect(again.json).toMatchObject({ created: false, customerId: json.customerId })
  })

  it("answers the same enrolment once more as the first time", async () => {
    const { client } = await setUp()
    const body = enrollBody("4155550150")
    const first = await client.post("enroll", body, { "idempotency-key": "enrol-1" })
    const again = await client.post("enroll", body, { "idempotency-key": "enrol-1" })
    expect(again.json).toEqual(first.json)
    const another = await client.post("enroll", body, { "idempotency-key": "enrol-2" })
    expect(another.json).toMatchObject({ created: false, customerId: first.json.customerId })
  })

  it("refuses the key of an account that it made with another body, and makes no second one", async () => {
    const { simulator, client } = await setUp()
    const body = enrollBody("4155550150")
    const key = { "idempotency-key": "enrol-1" }
    await client.post("enroll", body, key)
    const others = [
      { ...body, firstName: "Eunice" },
      { ...body, channelId: "POS-009" },
      enrollBody("4155550151"),
    ]
    for (const other of others) {
      const reply = await client.post("enroll", other, key)
      expect([reply.status, errorCode(reply)]).toEqual([422, "IDEMPOTENCY_MISMATCH"])
    }
    const made = simulator.books().members.filter(({ name }) => name === "Nina Simone")
    expect(made).toHaveLength(1)
  })

  it("refuses the key of an account that it found with another body", async () => {
    const { client } = await setUp()
    const key = { "idempotency-key": "enrol-1" }
    const body = enrollBody("5550100100")
    const found = await client.post("enroll", body, key)
    expect(found.json).toMatchObject({ created: false, customerId: "CUST-12345" })
    const same = await client.post("enroll", body, key)
    expect(same.json).toEqual(found.json)
    const other = await client.post("enroll", { ...body, lastName: "Waymon" }, key)
    expect([other.status, errorCode(other)]).toEqual([422, "IDEMPOTENCY_MISMATCH"])
  })

  it("leaves the key of a refused enrolment free", async () => {
    const { client } = await setUp()
    const key = { "idempotency-key": "enrol-1" }
    await client.post("enroll", { ...enrollBody("4155550150"), siteId: "9999" }, key)
    const { json } = await client.post("enroll", enrollBody("4155550150"), key)
    expect(json).toMatchObject({ created: true })
  })

  it("needs consent, and does not reopen a blocked account", async () => {
    const { client } = await setUp()
    const reply = await client.post("enroll", { ...enrollBody("4155550150"), consent: undefined })
    expect(errorCode(reply)).toBe("INVALID_REQUEST")
    expect(errorCode(await client.post("enroll", enrollBody("5550100199")))).toBe("MEMBER_INACTIVE")
  })
})

describe("getMemberHistory", () => {
  const query = { customerId: "CUST-12345", participantId: "ACME", siteId: "0300" }

  it("answers 1061 while there is nothing to show", async () => {
    const { client } = await setUp()
    const reply = await client.get("getMemberHistory", query)
    expect([reply.status, errorCode(reply)]).toEqual([404, "1061"])
  })

  it("spells 1061 the way PDI does where errors come as a list", async () => {
    const client = await Client.connect(await start({ errorShape: "errors" }))
    const reply = await client.get("getMemberHistory", query)
    expect(reply.json).toMatchObject({ errors: [{ errorCode: 1061 }] })
  })

  it("lists what was earned and burned, newest first", async () => {
    const { simulator, client } = await setUp()
    await client.finalize(sampleFinalize(await client.identify()))
    simulator.spend("CUST-12345", 100)
    const { json } = await client.get("getMemberHistory", query)
    expect(json).toMatchObject({ currentPoints: 4419, tier: "Gold", nextCursor: null })
    expect((json.entries as Json[]).map(({ type, points }) => [type, points])).toEqual([
      ["redeem", -100],
      ["earn", 19],
      ["redeem", -500],
    ])
  })

  it("goes through pages without gap or overlap while new entries come in", async () => {
    const { simulator, client } = await setUp()
    for (let points = 1; points <= 45; points += 1) simulator.spend("CUST-12345", points)
    const seen: number[] = []
    let cursor: string | null = ""
    while (cursor !== null) {
      const asked: Record<string, string> = cursor === "" ? query : { ...query, cursor }
      const { json } = await client.get("getMemberHistory", asked)
      seen.push(...(json.entries as { points: number }[]).map(({ points }) => -points))
      cursor = json.nextCursor as string | null
      simulator.spend("CUST-12345", 60)
    }
    expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => 45 - index))
    const bad = await client.get("getMemberHistory", { ...query, cursor: "!" })
    expect(errorCode(bad)).toBe("INVALID_REQUEST")
  })
})

describe("cancel", () => {
  it("ends an open session once, and nothing can be finalized on it", async () => {
    const { simulator, client } = await setUp()
    const { site, sessionId } = await client.identify()
    const body = { ...site, sessionId, transactionId: "order_a", reason: "order_canceled" }
    expect((await client.post("cancel", body)).json).toMatchObject({ status: "failed" })
    expect((await client.post("cancel", body)).status).toBe(200)
    expect(simulator.books().transactions).toMatchObject([{ kind: "cancel" }])
    const late = await client.finalize(plainFinalize({ site, sessionId }, "order_a"))
    expect(errorCode(late)).toBe("INVALID_REQUEST")
    expect(simulator.books().commitsByTransaction).toEqual({})
  })

  it("binds its key to what it said", async () => {
    const { client } = await setUp()
    const { site, sessionId } = await client.identify()
    const body = { ...site, sessionId, transactionId: "order_a", reason: "order_canceled" }
    const key = { "idempotency-key": "can:1" }
    await client.post("cancel", body, key)
    expect((await client.post("cancel", body, key)).json).toMatchObject({ duplicate: true })
    const other = await client.post("cancel", { ...body, messageSequence: 9 }, key)
    expect([other.status, errorCode(other)]).toEqual([422, "IDEMPOTENCY_MISMATCH"])
  })

  it("cannot undo a finalize", async () => {
    const { client } = await setUp()
    const { site, sessionId } = await client.identify()
    await client.finalize(plainFinalize({ site, sessionId }, "order_a"))
    const reply = await client.post("cancel", { ...site, sessionId, transactionId: "order_a" })
    expect([reply.status, errorCode(reply)]).toEqual([409, "ALREADY_FINALIZED"])
  })
})

describe("reverse", () => {
  async function finalized() {
    const { simulator, client } = await setUp()
    const session = await client.identify()
    await client.finalize(sampleFinalize(session))
    const reverse = (number: number, points: Json) =>
      client.post(
        "reverse",
        {
          ...session.site,
          originalTransactionId: "order_01H",
          reversalId: `return_${number}`,
          items: [{ lineNumber: 1, sku: "COF16", qty: 1, amount: 2.49 }],
          appliedRewards: [],
          ...points,
        },
        { "idempotency-key": `rev:ACME:0300:order_01H:${number}` },
      )
    return { simulator, reverse }
  }

  it("takes back and gives back, once per key", async () => {
    const { simulator, reverse } = await finalized()
    const points = { earnedPoints: 7, redeemedPoints: 200 }
    expect((await reverse(1, points)).json).toMatchObject({ newBalance: 4712, duplicate: false })
    expect((await reverse(1, points)).json).toMatchObject({ newBalance: 4712, duplicate: true })
    expect(simulator.books().members[0]?.points).toBe(4712)
    const other = await reverse(1, { ...points, earnedPoints: 8 })
    expect(errorCode(other)).toBe("IDEMPOTENCY_MISMATCH")
  })

  it("never goes above what was granted, over all reversals", async () => {
    const { simulator, reverse } = await finalized()
    await reverse(1, { earnedPoints: 10, redeemedPoints: 300 })
    const tooMuch = await reverse(2, { earnedPoints: 10, redeemedPoints: 200 })
    expect([tooMuch.status, errorCode(tooMuch)]).toEqual([400, "INVALID_REQUEST"])
    expect((await reverse(2, { earnedPoints: 9, redeemedPoints: 200 })).status).toBe(200)
    expect(simulator.books().members[0]?.points).toBe(5000)
  })

  it("takes a part of a reward's worth back without the reward, and each unit of it once", async () => {
    const { simulator, reverse } = await finalized()
    const points = (redeemedPoints: number, quantity: number) => ({
      earnedPoints: 0,
      redeemedPoints,
      appliedRewards: [
        { rewardId: "PTS-500", quantity, amount: redeemedPoints / 500, pointsCost: redeemedPoints },
      ],
    })
    expect((await reverse(1, points(200, 0))).status).toBe(200)
    expect((await reverse(2, points(200, 1))).status).toBe(200)
    const twice = await reverse(3, points(100, 1))
    expect([twice.status, errorCode(twice)]).toEqual([400, "INVALID_REQUEST"])
    expect((await reverse(3, points(100, 0))).status).toBe(200)
    expect(simulator.books().members[0]?.points).toBe(5019)
  })

  it("knows only finalized orders", async () => {
    const { reverse } = await finalized()
    const reply = await reverse(1, {
      earnedPoints: 0,
      redeemedPoints: 0,
      originalTransactionId: "order_x",
    })
    expect([reply.status, errorCode(reply)]).toEqual([404, "SESSION_NOT_FOUND"])
  })
})

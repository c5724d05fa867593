import { CANDY, COFFEE, ENERGY, items, plainFinalize, sampleFinalize } from "./support/baskets.js"
import { Client, errorCode, start, type Json } from "./support/client.js"

async function setUp() {
  const simulator = await start()
  const client = await Client.connect(simulator)
  return { simulator, client, session: await client.identify() }
}

function points(simulator: Awaited<ReturnType<typeof start>>, memberId = "CUST-12345") {
  return simulator.books().members.find((member) => member.memberId === memberId)?.points
}

describe("finalize, at most once in effect", () => {
  it("answers the same key and body with the stored reply", async () => {
    const { simulator, client, session } = await setUp()
    const body = sampleFinalize(session)
    const first = await client.finalize(body)
    const second = await client.finalize({ ...body, retryCount: 1, offline: true })
    expect(second.status).toBe(200)
    expect(second.json).toEqual({ ...first.json, duplicate: true })
    expect(points(simulator)).toBe(4519)
    expect(simulator.requests({ endpoint: "finalize" }).map(({ effect }) => effect)).toEqual([
      true,
      false,
    ])
  })

  it("refuses the same key with another body", async () => {
    const { client, session } = await setUp()
    await client.finalize(sampleFinalize(session))
    const other = await client.finalize({ ...sampleFinalize(session), finalAmount: 6.77 })
    expect([other.status, errorCode(other)]).toEqual([422, "IDEMPOTENCY_MISMATCH"])
  })

  it("refuses another key for a finalized order, naming the order", async () => {
    const { simulator, client, session } = await setUp()
    await client.finalize(sampleFinalize(session))
    const again = await client.finalize(sampleFinalize(session), "another-key")
    expect([again.status, errorCode(again)]).toEqual([409, "ALREADY_FINALIZED"])
    expect((again.json.error as Json).details).toMatchObject({ transactionId: "order_01H" })
    expect(simulator.books().commitsByTransaction).toEqual({ order_01H: 1 })
  })

  it("refuses a second order on one session", async () => {
    const { client, session } = await setUp()
    await client.finalize(plainFinalize(session, "order_a"))
    const other = await client.finalize(plainFinalize(session, "order_b"))
    expect([other.status, errorCode(other)]).toEqual([409, "ALREADY_FINALIZED"])
  })

  it("makes the same key wait while its first call is running", async () => {
    const { simulator, client, session } = await setUp()
    simulator.addFault({ kind: "latency", endpoint: "finalize", times: 1, params: { ms: 1500 } })
    const first = client.finalize(plainFinalize(session, "order_a"))
    await vi.waitFor(() => expect(simulator.requests({ endpoint: "finalize" })).toHaveLength(1))
    const second = await client.finalize(plainFinalize(session, "order_a"))
    expect([second.status, errorCode(second)]).toEqual([409, "IN_PROGRESS"])
    expect((await client.status(session.sessionId)).json.status).toBe("pending_finalization")
    expect((await first).status).toBe(200)
    expect((await client.status(session.sessionId)).json.status).toBe("finalized")
  })

  it("commits one of many calls for one order that race under different keys", async () => {
    const { simulator, client, session } = await setUp()
    const body = plainFinalize(session, "order_race")
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) => client.finalize(body, `key-${index}`)),
    )
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(simulator.books().commitsByTransaction).toEqual({ order_race: 1 })
  })
})

describe("finalize, what it weighs", () => {
  const refused: [string, (body: Json) => Json, number, string][] = [
    ["no key", (body) => body, 400, "INVALID_REQUEST"],
    ["over-precise money", (body) => ({ ...body, finalAmount: 6.785 }), 400, "INVALID_REQUEST"],
    ["negative money", (body) => ({ ...body, finalAmount: -1 }), 400, "INVALID_REQUEST"],
    ["more paid than sold", (body) => ({ ...body, finalAmount: 6.79 }), 400, "INVALID_REQUEST"],
    ["a foreign site", (body) => ({ ...body, siteId: "9999" }), 403, "FORBIDDEN_SITE"],
    ["another site", (body) => ({ ...body, siteId: "0301" }), 403, "FORBIDDEN_SITE"],
    ["no such session", (body) => ({ ...body, sessionId: "nope" }), 404, "SESSION_NOT_FOUND"],
    ["another posSequenceId", (body) => ({ ...body, posSequenceId: "X1" }), 400, "INVALID_REQUEST"],
    [
      "an unknown reward",
      (body) => ({ ...body, appliedRewards: [{ rewardId: "NOPE-1", amount: 0 }] }),
      409,
      "REWARD_NOT_AVAILABLE",
    ],
    [
      "a reward on a line that was not sold",
      (body) => ({
        ...body,
        appliedRewards: [{ rewardId: "PROMO-771-L9", targetLineNumber: 9, quantity: 2 }],
      }),
      422,
      "QUALIFIER_LOST",
    ],
    [
      "a free unit the club card does not cover",
      (body) => ({
        ...body,
        appliedRewards: [
          { rewardId: "CLUB-12-L2", targetLineNumber: 2, quantity: 2, amount: 3.78 },
        ],
      }),
      422,
      "QUALIFIER_LOST",
    ],
    [
      "more off than the reward allows",
      (body) => ({
        ...body,
        appliedRewards: [
          { rewardId: "PROMO-771-L1", targetLineNumber: 1, quantity: 2, amount: 0.99 },
        ],
      }),
      400,
      "INVALID_REQUEST",
    ],
    [
      "a reward listed twice",
      (body) => ({
        ...body,
        finalAmount: 1,
        appliedRewards: [
          { rewardId: "PTS-500", amount: 1 },
          { rewardId: "PTS-500", amount: 1 },
        ],
      }),
      400,
      "INVALID_REQUEST",
    ],
  ]

  it.each(refused)("refuses %s", async (what, change, status, code) => {
    const { simulator, client, session } = await setUp()
    const body = change(sampleFinalize(session))
    const reply =
      what === "no key" ? await client.post("finalize", body) : await client.finalize(body)
    expect([reply.status, errorCode(reply)]).toEqual([status, code])
    expect(simulator.books().transactions).toEqual([])
    expect(points(simulator)).toBe(5000)
  })

  it("refuses the cart id as transactionId", async () => {
    const { client, session } = await setUp()
    const cartId = `cart_${String(session.site.posSequenceId)}`
    const reply = await client.finalize(plainFinalize(session, cartId))
    expect([reply.status, errorCode(reply)]).toEqual([400, "INVALID_REQUEST"])
  })

  it("refuses a redemption whose points were spent elsewhere, then earns without it", async () => {
    const { simulator, client, session } = await setUp()
    simulator.spend("CUST-12345", 4600)
    const body = sampleFinalize(session)
    const refusedReply = await client.finalize(body)
    expect([refusedReply.status, errorCode(refusedReply)]).toEqual([400, "INSUFFICIENT_POINTS"])
    const rewards = (body.appliedRewards as Json[]).filter(({ rewardId }) => rewardId !== "PTS-500")
    const earned = await client.finalize({ ...body, appliedRewards: rewards })
    expect(earned.json).toMatchObject({ earnedPoints: 19, redeemedPoints: 0, newBalance: 419 })
  })

  it("does not burn the cost of a reward that is not in appliedRewards", async () => {
    const { client, session } = await setUp()
    const reply = await client.finalize({
      ...plainFinalize(session, "order_a"),
      redeemedPoints: 500,
      cancelledRewardIds: ["PTS-500"],
    })
    expect(reply.json).toMatchObject({ redeemedPoints: 0, earnedPoints: 9, newBalance: 5009 })
  })

  it("only earns when applyRewards is false", async () => {
    const { client, session } = await setUp()
    const reply = await client.finalize({ ...sampleFinalize(session), applyRewards: false })
    expect(reply.json).toMatchObject({ redeemedPoints: 0, earnedPoints: 19, newBalance: 5019 })
  })

  it("earns on the eligible part only", async () => {
    const { client, session } = await setUp()
    const body = { ...plainFinalize(session, "order_a"), rewardEligibleAmount: 1 }
    expect((await client.finalize(body)).json.earnedPoints).toBe(3)
  })

  it("takes a reward that ended between placing and handing over", async () => {
    const { simulator, client, session } = await setUp()
    const ended = {
      promotionId: "ENDED-1",
      type: "instant" as const,
      level: "ticket" as const,
      method: "amountOff" as const,
      value: 1,
      validUntil: "2026-03-17T00:00:00Z",
      descriptionShort: "ENDED",
      description: "Ended",
    }
    simulator.setPromotions([ended])
    const body = {
      ...plainFinalize(session, "order_a"),
      finalAmount: 2.29,
      appliedRewards: [{ rewardId: "ENDED-1", amount: 1 }],
    }
    const late = await client.finalize({ ...body, eventStartAt: "2026-03-18T00:00:00Z" })
    expect(errorCode(late)).toBe("REWARD_NOT_AVAILABLE")
    const inTime = await client.finalize({ ...body, eventStartAt: "2026-03-16T00:00:00Z" })
    expect(inTime.status).toBe(200)
  })

  it("refuses a once-per-member reward the second time", async () => {
    const { client } = await setUp()
    const wash = { sku: "CARWASH", qty: 1, unitPrice: 12, merchandiseCode: "50" }
    const replies = []
    for (const order of ["order_a", "order_b"]) {
      const session = await client.identify()
      replies.push(
        await client.finalize({
          ...plainFinalize(session, order, [wash]),
          finalAmount: 6,
          appliedRewards: [
            { rewardId: "WASH-ONCE-L1", targetLineNumber: 1, quantity: 1, amount: 6 },
          ],
        }),
      )
    }
    expect(replies.map(({ status }) => status)).toEqual([200, 409])
    expect(errorCode(replies[1]!)).toBe("REWARD_ALREADY_REDEEMED")
  })
})

describe("finalize, when the host has forgotten the session", () => {
  it("takes the full payload with the loyaltyId", async () => {
    const { simulator, client, session } = await setUp()
    simulator.reset()
    const body = sampleFinalize(session)
    expect(errorCode(await client.finalize(body))).toBe("SESSION_NOT_FOUND")
    const loyaltyId = { kind: "phone", value: "+15550100100", entryMethod: "manual" }
    const reply = await client.finalize({ ...body, loyaltyId })
    expect(reply.json).toMatchObject({ status: "finalized", newBalance: 4519 })
    expect((await client.status(session.sessionId)).json).toMatchObject({
      status: "finalized",
      transactionId: "order_01H",
    })
  })
})

describe("clubs", () => {
  it("count paid units across transactions and give the third candy free", async () => {
    const { client } = await setUp()
    const one = [{ ...CANDY, qty: 1 }]
    for (const order of ["order_a", "order_b"]) {
      await client.finalize(plainFinalize(await client.identify(), order, one))
    }
    const session = await client.identify()
    const reply = await client.finalize({
      ...plainFinalize(session, "order_c", one),
      finalAmount: 0,
      appliedRewards: [{ rewardId: "CLUB-12-L1", targetLineNumber: 1, quantity: 1, amount: 1.89 }],
    })
    expect(reply.status).toBe(200)
    const again = await client.finalize({
      ...plainFinalize(await client.identify(), "order_d", one),
      finalAmount: 0,
      appliedRewards: [{ rewardId: "CLUB-12-L1", targetLineNumber: 1, quantity: 1, amount: 1.89 }],
    })
    expect(errorCode(again)).toBe("QUALIFIER_LOST")
  })

  it("name the reward that goes beyond the card, so that the others can be granted", async () => {
    const { client, session } = await setUp()
    const lines = [
      { ...CANDY, qty: 2 },
      { ...CANDY, qty: 2 },
    ]
    const applied = [1, 2].map((targetLineNumber) => ({
      rewardId: `CLUB-12-L${targetLineNumber}`,
      targetLineNumber,
      quantity: 1,
      amount: 1.89,
    }))
    const body = { ...plainFinalize(session, "order_a", lines), finalAmount: 3.78 }
    const refused = await client.finalize({ ...body, appliedRewards: applied })
    expect(errorCode(refused)).toBe("QUALIFIER_LOST")
    expect((refused.json.error as Json).details).toEqual({ rewardId: "CLUB-12-L2" })

    const granted = await client.finalize({ ...body, appliedRewards: applied.slice(0, 1) })
    expect(granted.status).toBe(200)
  })

  it("accept the free unit on a line of its own", async () => {
    const { simulator, client, session } = await setUp()
    const lines = items([
      { ...CANDY, qty: 2 },
      { ...CANDY, qty: 1 },
    ])
    const reply = await client.finalize({
      ...plainFinalize(session, "order_a", [COFFEE, ENERGY]),
      items: lines,
      finalAmount: 3.78,
      appliedRewards: [{ rewardId: "CLUB-12-L1", targetLineNumber: 2, quantity: 1, amount: 1.89 }],
    })
    expect(reply.status).toBe(200)
    expect(simulator.books().members[0]?.punches).toEqual({ "CLUB-12": 0 })
  })
})

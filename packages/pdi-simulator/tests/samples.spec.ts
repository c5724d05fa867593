import { earn } from "../src/engine/points.js"
import { calculateBody, CANDY, COFFEE, ENERGY, sampleFinalize } from "./support/baskets.js"
import { Client, identifyBody, start } from "./support/client.js"

describe("the arithmetic of the contract", () => {
  it.each([
    { net: 15_000, tier: "Gold", base: 300, bonus: 150, earned: 450, multiplier: 3 },
    { net: 1007, tier: "Gold", base: 20, bonus: 10, earned: 30, multiplier: 3 },
    { net: 678, tier: "Gold", base: 13, bonus: 6, earned: 19, multiplier: 3 },
    { net: 1007, tier: "Silver", base: 20, bonus: 5, earned: 25, multiplier: 2.5 },
    { net: 1007, tier: "Platinum", base: 20, bonus: 20, earned: 40, multiplier: 4 },
    { net: 1007, tier: null, base: 20, bonus: 0, earned: 20, multiplier: 2 },
    { net: 0, tier: "Gold", base: 0, bonus: 0, earned: 0, multiplier: 3 },
  ])("earns $earned on $net cents as $tier", ({ net, tier, base, bonus, earned, multiplier }) => {
    expect(earn(net, tier)).toEqual({
      basePoints: base,
      tierBonus: bonus,
      earnedPoints: earned,
      multiplier,
    })
  })
})

describe("the samples of the contract", () => {
  it("identifies John Doe", async () => {
    const client = await Client.connect(await start())
    const { json } = await client.post("identify", identifyBody("5550100100"))
    expect(json).toMatchObject({
      status: "active",
      loyaltyIdValid: true,
      customerId: "CUST-12345",
      customerName: "John Doe",
      currentPoints: 5000,
      tier: "Gold",
      maskedLoyaltyId: "******0100",
    })
  })

  it("answers the sample basket with exactly the sample reply", async () => {
    const client = await Client.connect(await start())
    const session = await client.identify()
    const { json } = await client.post("calculateRewards", {
      ...calculateBody(session, [COFFEE, CANDY, ENERGY]),
      acceptedRewardIds: ["PTS-500"],
      redeemPoints: 500,
    })
    expect(json).toEqual({
      sessionId: session.sessionId,
      basketHash: "9f2c",
      earnedPoints: 30,
      multiplier: 3.0,
      bonusPoints: 10,
      breakdown: { basePoints: 20, tierBonus: 10 },
      removeRewardIds: [],
      rewards: [
        {
          rewardId: "PROMO-771-L1",
          type: "instant",
          level: "line",
          targetLineNumber: 1,
          method: "newPrice",
          value: 2.0,
          limit: { type: "quantity", value: 2 },
          descriptionShort: "2FOR4",
          description: "Coffee 2 for $4",
        },
        {
          rewardId: "CLUB-12-L2",
          type: "instant",
          level: "line",
          targetLineNumber: 2,
          method: "newPrice",
          value: 0,
          limit: { type: "quantity", value: 1 },
          descriptionShort: "FREE",
          description: "Candy club free item",
        },
        {
          rewardId: "PTS-500",
          type: "optional",
          level: "ticket",
          targetLineNumber: null,
          method: "amountOff",
          value: 1.0,
          pointsCost: 500,
          prompt: "Use 500 points for $1 off?",
          descriptionShort: "$1OFF",
          description: "Loyalty $ off",
        },
      ],
    })
  })

  it("finalizes the sample order: 19 earned, 500 burned, 4519 left", async () => {
    const now = () => new Date("2026-03-17T09:02:11Z")
    const simulator = await start({ now })
    const client = await Client.connect(simulator)
    const session = await client.identify()
    const { status, json } = await client.finalize(sampleFinalize(session))
    expect(status).toBe(200)
    expect(json).toMatchObject({
      sessionId: session.sessionId,
      status: "finalized",
      earnedPoints: 19,
      redeemedPoints: 500,
      newBalance: 4519,
      receiptId: "RCP-2026-001",
      rejectedRewards: [],
      duplicate: false,
    })
    const books = simulator.books()
    expect(books.members.find(({ memberId }) => memberId === "CUST-12345")?.points).toBe(4519)
    expect(books.commitsByTransaction).toEqual({ order_01H: 1 })
  })
})

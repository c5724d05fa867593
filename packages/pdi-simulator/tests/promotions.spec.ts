import { applyRewards, discountLine } from "../src/engine/amounts.js"
import type { Line } from "../src/engine/line.js"
import { calculateBody, CANDY, COFFEE, type Sold } from "./support/baskets.js"
import { Client, errorCode, start, type Json } from "./support/client.js"

const CHIPS: Sold = { sku: "CHIPS", qty: 3, unitPrice: 2.29, merchandiseCode: "41" }
const HOTDOG: Sold = { sku: "HOTDOG", qty: 1, unitPrice: 2.99, merchandiseCode: "27" }
const SODA: Sold = { sku: "SODA20", qty: 1, unitPrice: 2.19, merchandiseCode: "35" }
const LARGE: Sold = { sku: "COF20", qty: 1, unitPrice: 2.79, merchandiseCode: "25" }
const FUEL: Sold = { sku: "FUEL", qty: 10.5, unitPrice: 3.459, merchandiseCode: "01" }
const CIGS: Sold = { sku: "CIGS", qty: 1, unitPrice: 9.49, merchandiseCode: "05" }
const WATER: Sold = { sku: "WATER", qty: 2, unitPrice: 1.79, merchandiseCode: "34" }
const DELUXE: Sold = { sku: "CARWASHD", qty: 1, unitPrice: 18, merchandiseCode: "50" }
const PROPANE: Sold = {
  sku: "PROPANE",
  qty: 1,
  unitPrice: 24.99,
  merchandiseCode: "60",
  posCode: { format: "upcA", value: "850000000605" },
}
const ICE: Sold = { sku: "ICE10", qty: 1, unitPrice: 3.99, merchandiseCode: "70" }
const AT_20: Sold = { sku: "OTHER", qty: 1, unitPrice: 20 }

async function ask(sold: readonly Sold[], change: Json = {}, phone = "5550100100") {
  const client = await Client.connect(await start())
  const session = await client.identify(phone)
  return client.post("calculateRewards", { ...calculateBody(session, sold), ...change })
}

async function offered(sold: readonly Sold[], phone?: string): Promise<Json[]> {
  const { json } = await ask(sold, {}, phone)
  return (json.rewards as Json[]).filter(({ rewardId }) => rewardId !== "PTS-500")
}

describe("promotions", () => {
  it.each([
    ["amountOff with a quantity limit, by merchandise code", [CHIPS], ["PROMO-410-L1"]],
    ["amountOff with an amount limit", [SODA], ["PROMO-350-L1"]],
    ["the better of two exclusive instant ones", [HOTDOG], ["PROMO-270-L1"]],
    ["an optional one on a line", [DELUXE], ["WASH-3-L1", "BASKET-15"]],
    ["two optional ones that exclude each other", [WATER], ["WATER-50-L1", "WATER-99-L1"]],
    ["fuel cents off, on fuel only", [FUEL], ["FUEL-10-L1", "BASKET-15", "PTS-2000"]],
    ["an age-restricted one", [CIGS], ["TOB-1-L1"]],
    ["one by posCode", [PROPANE], ["PROPANE-2-L1", "BASKET-15", "PTS-2000"]],
    ["the one in its dates, not the one past them", [ICE], ["ICE-2099-L1"]],
    ["redemption behind a minimum basket", [AT_20], ["BASKET-15", "PTS-2000"]],
    ["no bundle below its size", [{ ...COFFEE, qty: 1 }], []],
    ["no club before its units", [{ ...CANDY, qty: 2 }], []],
    ["no tier promotion for Gold", [LARGE], []],
  ] satisfies [string, Sold[], string[]][])("offer %s", async (_what, sold, expected) => {
    expect((await offered(sold)).map(({ rewardId }) => rewardId)).toEqual(expected)
  })

  it("give a tier promotion to its tier", async () => {
    const rewards = await offered([LARGE], "5550100102")
    expect(rewards.map(({ rewardId }) => rewardId)).toEqual(["PLAT-20-L1"])
  })

  it("count whole bundles only", async () => {
    const [reward] = await offered([{ ...COFFEE, qty: 5 }])
    expect(reward).toMatchObject({ limit: { type: "quantity", value: 4 } })
  })

  it("go on from what a club card already holds", async () => {
    const [reward] = await offered([{ ...CANDY, qty: 2 }], "5550100108")
    expect(reward).toMatchObject({ rewardId: "CLUB-12-L1", limit: { value: 1 } })
  })

  it("mark what needs an age check, and prompt for what is optional", async () => {
    expect((await offered([CIGS]))[0]).toMatchObject({ requiresAgeVerification: true })
    expect((await offered([DELUXE]))[0]).toMatchObject({
      type: "optional",
      prompt: "Take $3 off your deluxe wash?",
    })
  })

  it("leave out what the shopper declined and what the balance does not cover", async () => {
    const declined = await ask([CANDY], { declinedRewardIds: ["PTS-500"] })
    expect(declined.json.rewards).toMatchObject([{ rewardId: "CLUB-12-L1" }])
    const poor = await ask([CANDY], {}, "5550100106")
    expect(poor.json.rewards).toMatchObject([{ rewardId: "CLUB-12-L1" }])
  })

  it.each([
    [[{ ...COFFEE, qty: 1 }], "1 more coffee and you get 2 for $4"],
    [[{ ...CANDY, qty: 2 }], "1 more candy bar and it is free"],
    [[{ sku: "OTHER", qty: 1, unitPrice: 14.25 }], "Spend $0.75 more and get $2 off"],
  ] satisfies [Sold[], string][])("nudge on a near miss", async (sold, text) => {
    expect((await ask(sold)).json.messages).toEqual([{ sequence: 1, text }])
  })
})

describe("calculateRewards", () => {
  it("changes nothing in the books", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    const session = await client.identify()
    const before = simulator.books()
    const body = { ...calculateBody(session, [COFFEE]), acceptedRewardIds: ["PTS-500"] }
    const first = await client.post("calculateRewards", body)
    const second = await client.post("calculateRewards", body)
    expect(second.json).toEqual(first.json)
    expect(simulator.books()).toEqual(before)
  })

  it("previews points on what is left after the rewards that hold", async () => {
    const { json } = await ask([AT_20], { acceptedRewardIds: ["PTS-500", "PTS-2000"] })
    // 20.00 - 2.00 - 1.00 - 5.00 = 12.00 for a Gold member
    expect(json).toMatchObject({ earnedPoints: 36, breakdown: { basePoints: 24, tierBonus: 12 } })
  })

  it("removes an accepted reward that no longer holds", async () => {
    const { json } = await ask([CANDY], { acceptedRewardIds: ["PTS-2000"] })
    expect(json.removeRewardIds).toEqual(["PTS-2000"])
  })

  it("keeps the first of two accepted rewards that exclude each other", async () => {
    const { json } = await ask([WATER], { acceptedRewardIds: ["WATER-99-L1", "WATER-50-L1"] })
    expect(json.removeRewardIds).toEqual(["WATER-50-L1"])
  })

  it.each([
    ["a sum that is not that of the lines", { transactionAmount: 1 }, "INVALID_REQUEST"],
    ["a currency in small letters", { currency: "usd" }, "INVALID_REQUEST"],
    ["an unknown reward", { acceptedRewardIds: ["NOPE"] }, "REWARD_NOT_AVAILABLE"],
    ["more points than there are", { redeemPoints: 5001 }, "INSUFFICIENT_POINTS"],
    ["a missing basketHash", { basketHash: undefined }, "INVALID_REQUEST"],
  ])("refuses %s", async (_what, change, code) => {
    const reply = await ask([CANDY], change)
    expect([reply.status, errorCode(reply)]).toEqual([400, code])
  })

  it("refuses accepted rewards whose points were spent elsewhere", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    const session = await client.identify()
    simulator.spend("CUST-12345", 4501)
    const body = { ...calculateBody(session, [CANDY]), acceptedRewardIds: ["PTS-500"] }
    const reply = await client.post("calculateRewards", body)
    expect([reply.status, errorCode(reply)]).toEqual([400, "INSUFFICIENT_POINTS"])
    expect((reply.json.error as Json).details).toEqual({ required: 500, available: 499 })
  })

  it("grants a member in debt whatever costs no points", async () => {
    const simulator = await start()
    const client = await Client.connect(simulator)
    simulator.upsertMember({ memberId: "CUST-12345", points: -30 })
    const session = await client.identify()
    const body = calculateBody(session, [COFFEE, WATER])
    const { json } = await client.post("calculateRewards", {
      ...body,
      acceptedRewardIds: ["WATER-50-L2"],
    })
    const offered = (json.rewards as Json[]).map(({ rewardId }) => rewardId)
    expect(offered).toEqual(["PROMO-771-L1", "WATER-50-L2", "WATER-99-L2"])
    const dear = await client.post("calculateRewards", { ...body, redeemPoints: 1 })
    expect((dear.json.error as Json).details).toEqual({ required: 1, available: 0 })
  })

  it("does not know a session that was never opened", async () => {
    const reply = await ask([CANDY], { sessionId: "sess_unknown" })
    expect([reply.status, errorCode(reply)]).toEqual([404, "SESSION_NOT_FOUND"])
  })
})

describe("amounts", () => {
  const line: Line = {
    lineNumber: 1,
    sku: "X",
    merchandiseCode: "01",
    posCode: null,
    quantityUnits: 3000,
    priceUnits: 24_900,
    amountCents: 747,
    isFuel: true,
  }
  const all = { cents: 747, quantityUnits: 3000 }
  const quantity = (value: number) => ({ type: "quantity" as const, value })

  it.each([
    ["amountOff, by unit", { method: "amountOff", value: 0.5, limit: quantity(2) }, 100],
    ["amountOff above the price", { method: "amountOff", value: 9, limit: quantity(2) }, 498],
    ["amountOff, once", { method: "amountOff", value: 0.5 }, 50],
    ["amountOff above the line", { method: "amountOff", value: 9 }, 747],
    ["percentOff, half up by unit", { method: "percentOff", value: 15 }, 111],
    ["percentOff above 100", { method: "percentOff", value: 150 }, 747],
    ["newPrice", { method: "newPrice", value: 2, limit: quantity(2) }, 98],
    ["newPrice that would raise the price", { method: "newPrice", value: 3 }, 0],
    ["cents off per unit of fuel", { method: "amountOffPPU", value: 0.1 }, 30],
  ] as const)("of %s", (_what, terms, cents) => {
    expect(discountLine(terms, line, all).cents).toBe(cents)
  })

  it("never take cents per unit off what is not fuel", () => {
    const terms = { method: "amountOffPPU", value: 0.1 } as const
    expect(discountLine(terms, { ...line, isFuel: false }, all).cents).toBe(0)
  })

  it("use each unit once and never take more than is left", () => {
    const reward = {
      rewardId: "A",
      type: "instant",
      level: "line",
      targetLineNumber: 1,
      method: "newPrice",
      value: 0,
      limit: quantity(2),
      descriptionShort: "",
      description: "",
    } as const
    const ticket = { ...reward, rewardId: "T", level: "ticket", method: "amountOff" } as const
    const totals = applyRewards(
      [line],
      [{ ...ticket, value: 100 }, reward, { ...reward, rewardId: "B" }],
    )
    expect(totals.netCents).toBe(0)
    expect(Object.fromEntries(totals.discounts)).toEqual({ A: 498, B: 249, T: 0 })
  })
})

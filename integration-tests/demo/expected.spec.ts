import { check, CheckFailed } from "../../scripts/demo/walkthrough/check"
import {
  candyPunchesAfter,
  expectBasket,
  expectPlainBasket,
} from "../../scripts/demo/walkthrough/expected"

const GOLD = { points: 5000, tier: "Gold", candyPunches: 0 }
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }

describe("the expected arithmetic", () => {
  it("keeps the contract's sample: 0.98 + 1.89 + 1.00 off 13.94, 20 + 10 points", () => {
    expect(expectBasket(BASKET, GOLD, { redeem: true })).toMatchObject({
      subtotalCents: 1394,
      rewards: [
        { promotion: "PROMO-771", cents: 98 },
        { promotion: "CLUB-12", cents: 189 },
        { promotion: "PTS-500", cents: 100 },
      ],
      discountCents: 387,
      netCents: 1007,
      basePoints: 20,
      tierPoints: 10,
      earnedPoints: 30,
      redeemedPoints: 500,
      balance: 4530,
    })
  })

  it.each([
    ["a third coffee reaches $15", { ...BASKET, COF16: 3 }, 98 + 189 + 200],
    ["a lone coffee has no pair", { ...BASKET, COF16: 1 }, 189],
    ["two candy bars have no third", { ...BASKET, CANDY: 2 }, 98],
    ["six candy bars have two free", { COF16: 0, CANDY: 6, ENERGY: 0 }, 378],
  ])("%s", (_what, basket, discount) => {
    expect(expectBasket(basket, GOLD, { redeem: false }).discountCents).toBe(discount)
  })

  it.each([
    [0, 3, 0],
    [1, 2, 0],
    [2, 3, 2],
    [0, 2, 2],
  ])("a club card with %i and %i bars bought ends with %i", (before, units, after) => {
    expect(candyPunchesAfter(units, before)).toBe(after)
  })

  it.each([
    ["Silver", 5],
    ["Gold", 10],
    ["Platinum", 20],
    [null, 0],
  ])("tier %s is worth its own points on 10.07", (tier, tierPoints) => {
    const expected = expectBasket(BASKET, { ...GOLD, tier }, { redeem: true })
    expect(expected).toMatchObject({ basePoints: 20, tierPoints, earnedPoints: 20 + tierPoints })
  })

  it("taxes what is left after the discount", () => {
    expect(expectPlainBasket(BASKET)).toMatchObject({ netCents: 1394, totalCents: 1509 })
    const { netCents, totalCents, exactTotal } = expectBasket(BASKET, GOLD, { redeem: true })
    expect({ netCents, totalCents }).toEqual({ netCents: 1007, totalCents: 1090 })
    expect(exactTotal).toBeCloseTo(10.900775, 9)
  })
})

describe("a comparison", () => {
  it("lets the dust of floating point pass and counts what it saw", () => {
    expect(check("sum", { total: 0.3, state: "ok" }, { total: 0.1 + 0.2, state: "ok" })).toBe(2)
  })

  it("shows both values of what differs, and only that", () => {
    expect(() => check("cart", { total: 10.9, tax: 1 }, { total: 10.91, tax: 1 })).toThrow(
      new CheckFailed("cart: 1 of 2 differ\n  - total  expected 10.9\n  + total  got      10.91"),
    )
  })

  it("does not take a missing figure for a right one", () => {
    expect(() => check("cart", { total: 1 }, {})).toThrow(/got {6}nothing/)
  })
})

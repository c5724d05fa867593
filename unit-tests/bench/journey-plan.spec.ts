import { meanRequests, meanSteps, planOf, takes } from "../../bench/load/journeys/plan"
import { STEPS } from "../../bench/load/journeys/steps"

const SEED = 7
const plans = Array.from({ length: 2_000 }, (_, number) => planOf(SEED, number))
const share = (count: number): number => count / plans.length
const COMPLETE = STEPS.findIndex(({ name }) => name === "complete")

describe("what a shopper is going to do", () => {
  it("is the same for the same seed and number, and another for another", () => {
    expect(planOf(SEED, 3)).toEqual(planOf(SEED, 3))
    expect(planOf(SEED + 1, 3)).not.toEqual(planOf(SEED, 3))
    expect(planOf(SEED, 4)).not.toEqual(planOf(SEED, 3))
  })

  it("seven of ten identify, three of four buy", () => {
    expect(share(plans.filter(({ identifies }) => identifies).length)).toBeCloseTo(0.7, 1)
    const buying = plans.filter(({ steps }) => steps === STEPS.length)
    expect(share(buying.length)).toBeCloseTo(0.75, 1)
  })

  it("who leaves has added something and has not completed", () => {
    const leaving = plans.filter(({ steps }) => steps < STEPS.length)
    const taken = leaving.map(({ steps }) => STEPS.slice(0, steps).map(({ name }) => name))
    expect(taken.every((names) => names.includes("add to cart"))).toBe(true)
    expect(taken.some((names) => names.includes("complete"))).toBe(false)
    expect(Math.max(...leaving.map(({ steps }) => steps))).toBe(COMPLETE)
  })

  it("two or three different products are bought, and rests are around the mean", () => {
    const skus = plans.map(({ basket }) => basket.map(({ sku }) => sku))
    expect(new Set(skus.map(({ length }) => length))).toEqual(new Set([2, 3]))
    expect(skus.every((basket) => new Set(basket).size === basket.length)).toBe(true)
    const rests = plans.flatMap(({ thinks }) => thinks)
    expect(Math.min(...rests)).toBeGreaterThanOrEqual(0.5)
    expect(Math.max(...rests)).toBeLessThan(1.5)
  })

  it("bare Medusa's shopper and one without a phone number send no loyalty requests", () => {
    const [shopper] = plans.filter(({ identifies }) => identifies)
    const loyalty = STEPS.filter(({ isLoyalty }) => isLoyalty)
    expect(shopper && loyalty.map((step) => takes(step, shopper, true))).not.toContain(false)
    expect(shopper && loyalty.map((step) => takes(step, shopper, false))).not.toContain(true)
    const [other] = plans.filter(({ identifies }) => !identifies)
    expect(other && loyalty.map((step) => takes(step, other, true))).not.toContain(true)
  })

  it("a mean journey has more steps than requests to bare Medusa", () => {
    expect(meanRequests(SEED)).toBeGreaterThan(8)
    expect(meanSteps(SEED)).toBeGreaterThan(meanRequests(SEED))
    expect(meanSteps(SEED)).toBeLessThan(STEPS.length)
  })
})

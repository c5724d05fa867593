import { adjustmentMarker, PROVIDER_ID } from "../../src/modules/loyalty/domain/keys"
import { foreignDiscount, ourDiscount } from "../../src/workflows/loyalty/utils/build-basket"
import type { EvaluatedLine, EvaluationSummary } from "../../src/modules/loyalty/types/rows"
import {
  fitsEvidently,
  inspectDiscounts,
  presentAdjustments,
  standsAsWanted,
  wantedAdjustments,
} from "../../src/workflows/loyalty/utils/discounts"
import { isPaid, processableSession } from "../../src/workflows/loyalty/utils/payment-state"
import { fingerprintOf } from "../../src/workflows/loyalty/utils/read-cart"
import { adjustmentOf, cartOf, lineOf, rewardOf, sessionOf } from "./snapshots"

const ours = (amount: string, description: string | null = null) =>
  adjustmentOf({ provider_id: PROVIDER_ID, amount, description })
const marker = (reward_id: string, line_item_id = "cali_1") =>
  adjustmentMarker({
    session_id: "lses_1",
    provider_reward_id: reward_id,
    line_item_id,
    label: "One off",
  })

describe("discounts of ours on a cart", () => {
  it("are counted against us, up to the next cent, and so are those of others", () => {
    const line = lineOf({ adjustments: [ours("0.331"), adjustmentOf({ amount: "-0.331" })] })
    expect(ourDiscount(line, 2)).toBe(34)
    expect(foreignDiscount(line, 2)).toBe(-33)
  })

  it("leave room in the terms of the line, whatever terms others counted in", () => {
    const taxed = { is_tax_inclusive: true, tax_percent: "20" }
    const half = [adjustmentOf({ amount: "50" })]
    expect(foreignDiscount(lineOf({ ...taxed, adjustments: half }), 2)).toBe(6000)
    const gross = [adjustmentOf({ amount: "60", is_tax_inclusive: true })]
    expect(foreignDiscount(lineOf({ ...taxed, adjustments: gross }), 2)).toBe(6000)
    const net = { is_tax_inclusive: false, tax_percent: "20" }
    expect(foreignDiscount(lineOf({ ...net, adjustments: gross }), 2)).toBe(5000)
    expect(foreignDiscount(lineOf({ ...net, adjustments: half }), 2)).toBe(5000)
  })

  it("stand as wanted when line, amount and words are the approved ones", () => {
    const rewards = [rewardOf()]
    const bare = cartOf({})
    const [wanted] = wantedAdjustments(bare, "lses_1", rewards)
    const standing = { ...ours("1", marker("A")), id: wanted?.id ?? "" }

    expect(standsAsWanted(bare, "lses_1", rewards)).toBe(false)
    expect(standsAsWanted(cartOf({ adjustments: [standing] }), "lses_1", rewards)).toBe(true)
    const unnamed = cartOf({ adjustments: [{ ...standing, description: null }] })
    expect(presentAdjustments(unnamed)[0]?.description).toBe("")
    expect(standsAsWanted(unnamed, "lses_1", rewards)).toBe(false)
  })

  it("are wanted for lines that are there, and for no line without an amount", () => {
    const allocations = [
      { line_number: 1, line_item_id: "cali_1", amount: 0 },
      { line_number: 9, line_item_id: "cali_gone", amount: 100 },
    ]
    expect(wantedAdjustments(cartOf({}), "lses_1", [rewardOf({ allocations })])).toEqual([])
  })

  it("are right only with an approval for exactly this basket", () => {
    const cart = cartOf({ adjustments: [ours("1", marker("A"))] })
    const rewards = [rewardOf(), rewardOf({ provider_reward_id: "B", amount: 0, allocations: [] })]
    const session = sessionOf({ basket_fingerprint: fingerprintOf(cart) })

    expect(inspectDiscounts(cart, { session, rewards }).ok).toBe(true)
    expect(inspectDiscounts(cart, { session: sessionOf(), rewards }).ok).toBe(false)
    expect(inspectDiscounts(cart, { session, rewards: [] }).ok).toBe(false)
    expect(inspectDiscounts(cart, null).ok).toBe(false)
    expect(inspectDiscounts(cartOf({}), null).ok).toBe(true)

    const credited = { ...cart, payable_without_ours: "0.99" }
    const approval = {
      session: { ...session, basket_fingerprint: fingerprintOf(credited) },
      rewards,
    }
    expect(inspectDiscounts(credited, approval)).toMatchObject({
      violations: [{ kind: "exceeds_total", by: 1 }],
    })
  })
})

describe("the payment of a cart", () => {
  const session = (status: string) => ({ id: "payses_1", status, amount: "1" })
  const payment = (...statuses: string[]) => ({
    collection_id: null,
    amount: null,
    sessions: statuses.map(session),
  })

  it("goes on with the first session that Medusa can complete", () => {
    expect(processableSession([session("error"), session("requires_more")])?.status).toBe(
      "requires_more",
    )
    expect(processableSession([session("canceled")])).toBeNull()
  })

  it("is held or taken as soon as one session says so", () => {
    expect(isPaid(payment("pending", "authorized"))).toBe(true)
    expect(isPaid(payment("pending"))).toBe(false)
    expect(isPaid(payment())).toBe(false)
  })
})

describe("a discount on a line whose quantity changes", () => {
  /** Three for 1.89 each, of which others take 0.50; ours was approved with a dollar. */
  const line = {
    line_item_id: "cali_1",
    quantity: 3,
    unit_price: "1.89",
    foreign_discount: 50,
  } as EvaluatedLine
  const fits = (quantity: number, { approved = 100, stale = false, basket = [line] } = {}) => {
    const allocations = [{ line_number: 1, line_item_id: "cali_1", amount: approved }]
    const session = sessionOf({
      currency_code: "usd",
      stale,
      evaluation: { basket } as EvaluationSummary,
    })
    const approval = { session, rewards: [rewardOf({ allocations })] }
    return fitsEvidently(approval, { line_item_id: "cali_1", quantity })
  }

  it("fits as many as it was approved for, and more, whatever else changed", () => {
    expect(fits(3, { stale: true })).toBe(true)
    expect(fits(4, { stale: true })).toBe(true)
    expect(fits(2, { stale: true })).toBe(false)
  })

  it("fits fewer of an unchanged basket that pay for it beside what others take", () => {
    expect(fits(1)).toBe(true)
    expect(fits(1, { approved: 139 })).toBe(true)
    expect(fits(1, { approved: 140 })).toBe(false)
    expect(fits(0.5)).toBe(false)
  })

  it("does not fit a line that goes, unless nothing of ours is on it", () => {
    expect(fits(0)).toBe(false)
    expect(fits(0, { approved: 0 })).toBe(true)
  })

  it("is not known to fit a line that the engine was not asked about", () => {
    expect(fits(3, { basket: [] })).toBe(false)
    // Earlier versions kept no basket, and a session without an approval has no evaluation.
    for (const evaluation of [{} as EvaluationSummary, null]) {
      const approval = { session: sessionOf({ evaluation }), rewards: [] }
      expect(fitsEvidently(approval, { line_item_id: "cali_1", quantity: 3 })).toBe(false)
    }
  })
})

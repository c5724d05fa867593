import { describe, expect, it } from "vitest"

import {
  claimable,
  type OrderedLine,
  placementAsOrdered,
} from "../../src/modules/loyalty/domain/as-ordered"
import { adjustmentMarker } from "../../src/modules/loyalty/domain/keys"
import {
  fulfilledSnapshot,
  type Placement,
  type PlacementLine,
} from "../../src/modules/loyalty/domain/placement"

const line = (id: string, line_number: number, quantity: number): PlacementLine => ({
  order_line_id: id,
  line_number,
  sku: id,
  title: id,
  quantity,
  unit_price_decimal: "2.00",
  amount: quantity * 200,
  foreign_discount: 0,
  tax: 0,
  is_tax_inclusive: false,
  discountable: true,
  barcode: null,
  merchandise_code: null,
  product_code: null,
  unit_of_measure: "each",
  minimum_age: null,
  substitutes_line_number: null,
})

/** Two lines, and fifty cents off the first for a hundred points. */
const placement: Placement = {
  currency_code: "usd",
  currency_digits: 2,
  lines: [line("o1", 1, 2), line("o2", 4, 1)],
  rewards: [
    {
      provider_reward_id: "R",
      type: "optional",
      level: "line",
      method: "amount_off",
      value_decimal: "0.50",
      limit: null,
      target_line_number: 1,
      points_cost: 100,
      quantity: 1,
      unit_based: false,
      amount: 50,
      allocations: [{ order_line_id: "o1", amount: 50 }],
    },
  ],
  ungranted_reward_ids: [],
}

const theirs = (amount: number) => ({ amount, description: "Twenty percent" })
const ours = (amount: number) => ({
  amount,
  description: adjustmentMarker({
    session_id: "lses_1",
    provider_reward_id: "R",
    line_item_id: "cali_1",
    label: "Fifty off",
  }),
})

const ordered = (
  order_line_id: string,
  quantity: number,
  over: Partial<OrderedLine> = {},
): OrderedLine => ({
  order_line_id,
  quantity,
  unit_price_decimal: "2",
  tax: 7,
  adjustments: [],
  ...over,
})

describe("a placement as the order is now", () => {
  it("is what was placed where nothing changed, shrank or went", () => {
    expect(placementAsOrdered(placement, [ordered("o1", 1)])).toEqual(placement)
  })

  it("takes in what grew, at the order's price and tax, with no more discount", () => {
    const now = placementAsOrdered(placement, [
      ordered("o1", 3, { adjustments: [ours(50)] }),
      ordered("o2", 1, { unit_price_decimal: "1.50" }),
    ])
    expect(now.lines).toMatchObject([
      { quantity: 3, amount: 600, tax: 7 },
      { quantity: 1, amount: 150, unit_price_decimal: "1.50" },
    ])
    expect(fulfilledSnapshot(now, { o1: 3, o2: 1 })).toMatchObject({ final_amount: 700 })
  })

  it("has the tax of all it stands for where an edit lowered price and quantity", () => {
    const lower = ordered("o1", 1, { unit_price_decimal: "1.50", adjustments: [ours(25)] })
    const now = placementAsOrdered(placement, [lower, ordered("o2", 1)])
    // Seven are the tax of the one that is left.
    expect(now.lines[0]).toMatchObject({ quantity: 2, amount: 300, tax: 14 })
    expect(fulfilledSnapshot(now, { o1: 1, o2: 1 })).toMatchObject({ tax_amount: 7 })
  })

  it("takes a line's discount down with its price", () => {
    const lower = ordered("o1", 2, { unit_price_decimal: "0.10" })
    const now = placementAsOrdered(placement, [lower, ordered("o2", 1)])
    expect(fulfilledSnapshot(now, { o1: 2, o2: 1 })).toMatchObject({
      final_amount: 200,
      granted_rewards: [{ amount: 20 }],
    })
  })

  describe("beside a promotion of twenty percent", () => {
    const promoted = (quantity: number): Placement => ({
      ...placement,
      lines: [{ ...line("o1", 1, quantity), foreign_discount: quantity * 40, tax: quantity * 16 }],
      rewards: [],
    })
    const paid = (quantity: number, now: OrderedLine) =>
      fulfilledSnapshot(placementAsOrdered(promoted(quantity), [now]), { o1: now.quantity })

    it("is what was placed where the promotion followed its line, or nothing is left of it", () => {
      const same = ordered("o1", 5, { adjustments: [theirs(200)] })
      const carried_over = ordered("o1", 2, { adjustments: [theirs(80)] })
      for (const now of [[same], [carried_over], [ordered("o1", 0)], []]) {
        expect(placementAsOrdered(promoted(5), now)).toEqual(promoted(5))
      }
    })

    it("tells what was paid where a line shrank and its promotion stayed as it was", () => {
      const now = ordered("o1", 4, { tax: 40, adjustments: [theirs(400)] })
      expect(paid(10, now)).toMatchObject({ final_amount: 400, tax_amount: 40, total_amount: 440 })
    })

    it("and where a line grew and its promotion with it", () => {
      const now = ordered("o1", 10, { tax: 160, adjustments: [theirs(400)] })
      expect(paid(4, now)).toMatchObject({
        lines: [{ net_amount: 1600 }],
        final_amount: 1600,
        tax_amount: 160,
      })
    })

    it("takes no more than the line where little is left of it", () => {
      const now = ordered("o1", 1, { tax: 0, adjustments: [theirs(400)] })
      expect(paid(10, now)).toMatchObject({ final_amount: 0, tax_amount: 0 })
    })
  })

  it("numbers what was added after everything that was placed", () => {
    const now = placementAsOrdered(placement, [], [line("o8", 0, 1), line("o9", 0, 1)])
    expect(now.lines.map(({ line_number }) => line_number)).toEqual([1, 4, 5, 6])
  })

  it("claims no reward for a substitute, and names the line it stands for", () => {
    const substitute = { ...line("o8", 0, 2), substitutes_line_number: 1 }
    const now = placementAsOrdered(placement, [ordered("o2", 1)], [substitute])
    expect(fulfilledSnapshot(now, { o1: 0, o2: 1, o8: 2 })).toMatchObject({
      lines: [
        { order_line_id: "o2", net_amount: 200 },
        { order_line_id: "o8", net_amount: 400, substitutes_line_number: 1 },
      ],
      granted_rewards: [],
      cancelled_reward_ids: ["R"],
      redeemed_points: 0,
    })
  })
})

describe("what is claimed", () => {
  const snapshot = fulfilledSnapshot(placement, { o1: 2, o2: 1 })

  it("is what stands on the order", () => {
    const order = [{ adjustments: [ours(50)] }]
    expect(claimable(snapshot, order)).toEqual(snapshot)
  })

  it("is no more than that", () => {
    const order = [{ adjustments: [ours(20)] }]
    expect(claimable(snapshot, order)).toMatchObject({
      granted_rewards: [{ amount: 20, points_cost: 100 }],
      redeemed_points: 100,
      final_amount: 580,
    })
  })

  it("is no reward at all, and no points, where the order lost it", () => {
    const order = [{ adjustments: [theirs(50)] }]
    expect(claimable(snapshot, order)).toMatchObject({
      granted_rewards: [],
      cancelled_reward_ids: ["R"],
      redeemed_points: 0,
      final_amount: 600,
      total_amount: 600,
    })
  })
})

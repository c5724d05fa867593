import fc from "fast-check"
import { describe, expect, it } from "vitest"

import { adjustmentMarker, markerHash } from "../../src/modules/loyalty/domain/keys"
import {
  carries,
  type ChangeableLine,
  discountsAfterChange,
  excessOf,
  oursOf,
} from "../../src/modules/loyalty/domain/order-change"
import type { Placement } from "../../src/modules/loyalty/domain/placement"

const marker = (reward: string, line: string): string =>
  adjustmentMarker({
    session_id: "lses_1",
    provider_reward_id: reward,
    line_item_id: line,
    label: reward,
  })

const ours = (reward: string, line: string, amount: number) => ({
  amount,
  description: marker(reward, line),
})
const theirs = (amount: number) => ({ amount, description: "Ten percent" })

const line = (
  id: string,
  quantity: number,
  over: Partial<ChangeableLine> = {},
): ChangeableLine => ({
  order_line_id: id,
  quantity,
  unit_price_decimal: "1.00",
  adjustments: [],
  ...over,
})

/** Two at 1.00 with 30 cents off, one at 1.00, and a ticket's reward of 60 cents on both. */
const before = [
  line("o1", 2, { adjustments: [ours("R", "o1", 30), ours("T", "o1", 38), theirs(10)] }),
  line("o2", 1, { adjustments: [ours("T", "o2", 22)] }),
]

const placement: Placement = {
  currency_code: "usd",
  currency_digits: 2,
  lines: before.map(({ order_line_id, quantity }, index) => ({
    order_line_id,
    line_number: index + 1,
    sku: order_line_id,
    title: order_line_id,
    quantity,
    unit_price_decimal: "1.00",
    amount: quantity * 100,
    foreign_discount: index === 0 ? 10 : 0,
    tax: 0,
    is_tax_inclusive: false,
    discountable: true,
    barcode: null,
    merchandise_code: null,
    product_code: null,
    unit_of_measure: "each",
    minimum_age: null,
    substitutes_line_number: null,
  })),
  rewards: [
    {
      provider_reward_id: "R",
      type: "instant",
      level: "line",
      method: "amount_off",
      value_decimal: "0.30",
      limit: null,
      target_line_number: 1,
      points_cost: 0,
      quantity: 1,
      unit_based: false,
      amount: 30,
      allocations: [{ order_line_id: "o1", amount: 30 }],
    },
    {
      provider_reward_id: "T",
      type: "optional",
      level: "ticket",
      method: "amount_off",
      value_decimal: "0.60",
      limit: null,
      target_line_number: null,
      points_cost: 100,
      quantity: 1,
      unit_based: false,
      amount: 60,
      allocations: [
        { order_line_id: "o1", amount: 38 },
        { order_line_id: "o2", amount: 22 },
      ],
    },
  ],
  ungranted_reward_ids: [],
}

const after = (first: number, second: number): ChangeableLine[] =>
  before.map((one, index) => ({ ...one, quantity: index === 0 ? first : second }))

const amounts = (
  wanted: ReturnType<typeof discountsAfterChange>,
  id: string,
): (number | undefined)[] => ["R", "T"].map((reward) => wanted.get(id)?.get(markerHash(reward)))

describe("discounts of a changed order", () => {
  it("stay as they were placed when nothing changes", () => {
    const wanted = discountsAfterChange(before, before, { placement, digits: 2 })
    expect(amounts(wanted, "o1")).toEqual([30, 38])
    expect(amounts(wanted, "o2")).toEqual([undefined, 22])
    expect(before.every((one) => carries(one, wanted.get(one.order_line_id) ?? new Map()))).toBe(
      true,
    )
  })

  it("move a ticket's reward to what stays, before the finalize", () => {
    const wanted = discountsAfterChange(before, after(1, 0), { placement, digits: 2 })
    expect(amounts(wanted, "o1")).toEqual([15, 60])
  })

  it("keep what nobody approved, which shrinks with its line and moves nowhere", () => {
    const flagged: Placement = {
      ...placement,
      rewards: [],
      unapproved: [
        { order_line_id: "o1", reward_hash: markerHash("R"), quantity: 2, amount: 30 },
        { order_line_id: "o1", reward_hash: markerHash("T"), quantity: 2, amount: 38 },
        { order_line_id: "o2", reward_hash: markerHash("T"), quantity: 1, amount: 22 },
      ],
    }
    const same = discountsAfterChange(before, before, { placement: flagged, digits: 2 })
    expect(before.every((one) => carries(one, same.get(one.order_line_id)!))).toBe(true)
    const less = discountsAfterChange(before, after(1, 0), { placement: flagged, digits: 2 })
    expect(amounts(less, "o1")).toEqual([15, 19])
    expect(amounts(less, "o2")).toEqual([undefined, 0])
  })

  it("add what nobody approved to what was approved of the same reward", () => {
    const unapproved = [
      { order_line_id: "o1", reward_hash: markerHash("R"), quantity: 2, amount: 20 },
    ]
    const wanted = discountsAfterChange(before, after(1, 1), {
      placement: { ...placement, unapproved },
      digits: 2,
    })
    expect(amounts(wanted, "o1")[0]).toBe(15 + 10)
  })

  it("shrink with their line after it", () => {
    const wanted = discountsAfterChange(before, after(1, 0), { placement: null, digits: 2 })
    expect(amounts(wanted, "o1")).toEqual([15, 19])
    expect(amounts(wanted, "o2")).toEqual([undefined, 0])
  })

  it("are restored where the change dropped them, and others' are left room", () => {
    const dropped = [
      line("o1", 2, { adjustments: [theirs(150)] }),
      line("o2", 1, { adjustments: [] }),
    ]
    const wanted = discountsAfterChange(before, dropped, { placement: null, digits: 2 })
    expect(amounts(wanted, "o1")).toEqual([30, 20])
    expect(carries(dropped[1]!, wanted.get("o2")!)).toBe(false)
  })

  it("are none on a line that was added", () => {
    const wanted = discountsAfterChange(before, [...before, line("o3", 4)], {
      placement,
      digits: 2,
    })
    expect([...(wanted.get("o3") ?? [])]).toEqual([])
  })

  it("are measured against what others leave", () => {
    const full = line("o1", 1, { adjustments: [ours("R", "o1", 80), theirs(40)] })
    expect(excessOf(full, 2)).toBe(20)
    expect(excessOf({ ...full, quantity: 2 }, 2)).toBe(0)
    expect([...oursOf(full)]).toEqual([[markerHash("R"), 80]])
  })

  it("answer for no more than themselves where others alone take a line below zero", () => {
    const overdrawn = line("o1", 1, { adjustments: [theirs(130)] })
    expect(excessOf(overdrawn, 2)).toBe(0)
    const both = { ...overdrawn, adjustments: [ours("R", "o1", 20), theirs(130)] }
    expect(excessOf(both, 2)).toBe(20)
  })

  it("never take a line below zero through us, and never exceed what was granted", () => {
    const change = fc.record({
      first: fc.nat(4),
      second: fc.nat(3),
      price: fc.constantFrom("0.05", "1.00", "3.33"),
      foreign: fc.nat(250),
      is_finalized: fc.boolean(),
    })
    fc.assert(
      fc.property(change, ({ first, second, price, foreign, is_finalized }) => {
        const changed = after(first, second).map((one) => ({
          ...one,
          unit_price_decimal: price,
          adjustments: [theirs(foreign)],
        }))
        const wanted = discountsAfterChange(before, changed, {
          placement: is_finalized ? null : placement,
          digits: 2,
        })
        const totals: Record<string, number> = {}
        for (const one of changed) {
          const mine = [...(wanted.get(one.order_line_id) ?? [])]
          for (const [hash, amount] of mine) {
            expect(amount).toBeGreaterThanOrEqual(0)
            totals[hash] = (totals[hash] ?? 0) + amount
          }
          const sum = mine.reduce((all, [, amount]) => all + amount, 0)
          const room = Math.round(Number(price) * 100) * one.quantity - foreign
          expect(sum).toBeLessThanOrEqual(Math.max(0, room))
        }
        expect(totals[markerHash("R")] ?? 0).toBeLessThanOrEqual(30)
        expect(totals[markerHash("T")] ?? 0).toBeLessThanOrEqual(60)
      }),
      { seed: 36, numRuns: 1_000 },
    )
  })
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { BasketLine, OfferedReward } from "../../src/types/provider"
import type { Allocation } from "../../src/modules/loyalty/domain/allocation"
import { type Placement, fulfilledSnapshot } from "../../src/modules/loyalty/domain/placement"
import { SAMPLE_LINES, SAMPLE_REWARDS, allocate, line, reward, units } from "./basket"

const foreignOf = (one: BasketLine): number =>
  Math.min(
    one.amount,
    one.foreign_discounts.reduce((sum, { amount }) => sum + amount, 0),
  )

/** Freezes an allocation as an order's placement, 8.25 % tax on top. */
function placementOf(lines: BasketLine[], allocation: Allocation): Placement {
  const ours = new Map(allocation.lines.map((one) => [one.line_item_id, one.amount]))
  return {
    currency_code: "usd",
    currency_digits: 2,
    lines: lines.map((one) => {
      const foreign_discount = foreignOf(one)
      const final = one.amount - foreign_discount - (ours.get(one.line_item_id) ?? 0)
      return {
        order_line_id: `o${one.line_number}`,
        line_number: one.line_number,
        sku: one.sku,
        title: one.title,
        quantity: one.quantity,
        unit_price_decimal: one.unit_price_decimal,
        amount: one.amount,
        foreign_discount,
        tax: Math.round(final * 0.0825),
        is_tax_inclusive: one.is_tax_inclusive,
        discountable: one.discountable,
        barcode: null,
        merchandise_code: null,
        product_code: null,
        unit_of_measure: one.unit_of_measure,
        minimum_age: null,
        substitutes_line_number: null,
      }
    }),
    rewards: allocation.rewards
      .filter(({ amount }) => amount > 0)
      .map(({ id, allocations, ...one }) => ({
        ...one,
        provider_reward_id: id,
        allocations: allocations.map(({ line_number, amount }) => ({
          order_line_id: `o${line_number}`,
          amount,
        })),
      })),
    ungranted_reward_ids: allocation.rewards
      .filter(({ state }) => state === "unavailable")
      .map(({ id }) => id),
  }
}

function place(lines: BasketLine[], offer: OfferedReward[], accepted: string[] = []): Placement {
  const selection = { accepted_reward_ids: accepted }
  return placementOf(lines, allocate(lines, offer, { selection }))
}

const everything = (placement: Placement): Record<string, number> =>
  Object.fromEntries(placement.lines.map((one) => [one.order_line_id, one.quantity]))

const sample = place(SAMPLE_LINES, SAMPLE_REWARDS, ["PTS-500"])

describe("the sample of the wire contract, line 3 short-picked", () => {
  const snapshot = fulfilledSnapshot(sample, { o1: 2, o2: 3, o3: 0 })

  it("comes out to the cent", () => {
    expect(snapshot).toMatchObject({
      final_amount: 678,
      tax_amount: 56,
      total_amount: 734,
      redeemed_points: 500,
      cancelled_reward_ids: [],
    })
    const shown = snapshot.lines.map((one) => [one.line_number, one.amount, one.net_amount])
    expect(shown).toEqual([
      [1, 498, 400],
      [2, 567, 378],
    ])
    expect(snapshot.granted_rewards).toEqual([
      {
        provider_reward_id: "PROMO-771-L1",
        target_line_number: 1,
        quantity: 2,
        amount: 98,
        points_cost: 0,
      },
      {
        provider_reward_id: "CLUB-12-L2",
        target_line_number: 2,
        quantity: 1,
        amount: 189,
        points_cost: 0,
      },
      {
        provider_reward_id: "PTS-500",
        target_line_number: null,
        quantity: 1,
        amount: 100,
        points_cost: 500,
      },
    ])
  })

  it("carries the order line with each line, so that a return finds it", () => {
    expect(snapshot.lines.map(({ order_line_id }) => order_line_id)).toEqual(["o1", "o2"])
  })

  it("is the same when the short-pick arrives as a cancellation", () => {
    expect(fulfilledSnapshot(sample, everything(sample), { o3: 1 })).toEqual(snapshot)
  })
})

describe("fulfilledSnapshot", () => {
  it("gives back the placed amounts when everything is handed over", () => {
    const snapshot = fulfilledSnapshot(sample, everything(sample))
    expect(snapshot).toMatchObject({ final_amount: 1007, tax_amount: 83, total_amount: 1090 })
    expect(snapshot.granted_rewards.map(({ amount }) => amount)).toEqual([98, 189, 100])
  })

  it("cancels every reward when nothing is handed over, and burns nothing", () => {
    expect(fulfilledSnapshot(sample, {})).toEqual({
      lines: [],
      granted_rewards: [],
      cancelled_reward_ids: ["PROMO-771-L1", "CLUB-12-L2", "PTS-500"],
      redeemed_points: 0,
      final_amount: 0,
      tax_amount: 0,
      total_amount: 0,
    })
  })

  it("shrinks a unit-limited reward to the units there are", () => {
    const snapshot = fulfilledSnapshot(sample, { o1: 1 })
    expect(snapshot.granted_rewards[0]).toMatchObject({ quantity: 1, amount: 49 })
    expect(snapshot.cancelled_reward_ids).toEqual(["CLUB-12-L2"])
  })

  it("keeps a unit-limited reward whole while its units are there", () => {
    const snapshot = fulfilledSnapshot(sample, { o2: 1 })
    expect(snapshot.granted_rewards[0]).toMatchObject({ quantity: 1, amount: 189 })
    expect(snapshot.lines[0]?.net_amount).toBe(0)
  })

  it("gives units to the first reward of several", () => {
    const free = { method: "new_price", value_decimal: "0", limit: units("1") } as const
    const lines = [line(1, { quantity: 3, unit_price_decimal: "2.00" })]
    const placement = place(lines, [reward("a", free), reward("b", free)])
    const snapshot = fulfilledSnapshot(placement, { o1: 1 })
    expect(snapshot.granted_rewards.map((one) => one.provider_reward_id)).toEqual(["a"])
    expect(snapshot.cancelled_reward_ids).toEqual(["b"])
  })

  it("takes a unit once although the line has room for more", () => {
    const over = { value_decimal: "0.50", limit: units("1") }
    const lines = [line(1, { quantity: 3, unit_price_decimal: "2.00" })]
    const placement = place(lines, [reward("a", over), reward("b", over)])
    const snapshot = fulfilledSnapshot(placement, { o1: 1 })
    expect(snapshot.granted_rewards.map(({ amount }) => amount)).toEqual([50])
    expect(snapshot.cancelled_reward_ids).toEqual(["b"])
  })

  it("shrinks other line rewards with their line", () => {
    const lines = [line(1, { quantity: 3, unit_price_decimal: "2.00" })]
    const placement = place(lines, [reward("a", { value_decimal: "1.00" })])
    const snapshot = fulfilledSnapshot(placement, { o1: 1 })
    expect(snapshot.granted_rewards[0]).toMatchObject({ amount: 33, quantity: 1 })
  })

  it("keeps a ticket reward whole while what is left allows it, and never on gift cards", () => {
    const lines = [
      line(1, { unit_price_decimal: "5.00" }),
      line(2, { unit_price_decimal: "3.00" }),
      line(3, { unit_price_decimal: "25.00", discountable: false }),
    ]
    const ticket = reward("t", { level: "ticket", value_decimal: "4.00" })
    const placement = place(lines, [ticket])
    const amountFor = (fulfilled: Record<string, number>) =>
      fulfilledSnapshot(placement, fulfilled).granted_rewards[0]?.amount
    expect(amountFor({ o1: 1, o3: 1 })).toBe(400)
    expect(amountFor({ o2: 1, o3: 1 })).toBe(300)
    expect(amountFor({ o3: 1 })).toBeUndefined()
  })

  it("lets a percentage of the ticket follow what is left", () => {
    const lines = [line(1, { unit_price_decimal: "5.00" }), line(2, { unit_price_decimal: "3.00" })]
    const over = { level: "ticket", method: "percent_off", value_decimal: "10" } as const
    const placement = place(lines, [reward("t", over)])
    expect(fulfilledSnapshot(placement, { o2: 1 }).granted_rewards[0]?.amount).toBe(30)
  })

  it("does not add a tax that the prices contain", () => {
    const placement = place([line(1, { is_tax_inclusive: true })], [])
    const snapshot = fulfilledSnapshot(placement, { o1: 1 })
    expect(snapshot).toMatchObject({ final_amount: 100, tax_amount: 8, total_amount: 100 })
  })

  it("hands over no more than was bought and not cancelled", () => {
    const snapshot = fulfilledSnapshot(sample, { o1: 99, o2: -1, unknown: 5 }, { o1: 1 })
    expect(snapshot.lines.map(({ quantity }) => quantity)).toEqual([1])
    expect(fulfilledSnapshot(sample, { o1: 2 }, { o1: 7 }).lines).toEqual([])
  })

  it("is complete although the parts of a quantity do not add up in floating point", () => {
    const lines = [line(1, { quantity: 0.3, unit_price_decimal: "9.99" })]
    const placement = place(lines, [reward("a", { method: "percent_off", value_decimal: "10" })])
    const whole = fulfilledSnapshot(placement, { o1: 0.3 })
    expect(fulfilledSnapshot(placement, { o1: 0.1 + 0.1 + 0.1 })).toEqual(whole)
    expect(fulfilledSnapshot(placement, { o1: 0.7 - 0.4 })).toEqual(whole)
  })

  it("ignores an allocation on a line that is not there", () => {
    const placement = structuredClone(sample)
    placement.rewards[0]!.allocations[0]!.order_line_id = "lost"
    const snapshot = fulfilledSnapshot(placement, everything(placement))
    expect(snapshot.cancelled_reward_ids).toEqual(["PROMO-771-L1"])
  })

  it("reports what was accepted and never granted, once", () => {
    const placement = { ...sample, ungranted_reward_ids: ["x", "x", "PTS-500"] }
    expect(fulfilledSnapshot(placement, everything(sample)).cancelled_reward_ids).toEqual(["x"])
  })

  it("refuses a placement with fractions of a cent", () => {
    const placement = structuredClone(sample)
    placement.lines[0]!.amount = 0.5
    expect(() => fulfilledSnapshot(placement, {})).toThrow("integer")
  })
})

const drafts = fc.array(
  fc.record({
    quantity: fc.integer({ min: 1, max: 5 }),
    price: fc.integer({ min: 0, max: 2000 }),
    foreign: fc.constantFrom(0, 0, 77),
    discountable: fc.constantFrom(true, true, false),
    handed: fc.integer({ min: 0, max: 5 }),
  }),
  { minLength: 1, maxLength: 5 },
)
const offers = fc.array(
  fc.record({
    type: fc.constantFrom("instant" as const, "optional" as const),
    level: fc.constantFrom("line" as const, "ticket" as const),
    target_line_number: fc.integer({ min: 1, max: 5 }),
    method: fc.constantFrom("amount_off" as const, "percent_off" as const, "new_price" as const),
    value_decimal: fc.constantFrom("0", "0.99", "3.33", "15", "100"),
    limit: fc.constantFrom(null, units("1"), units("2")),
    points_cost: fc.constantFrom(0, 100, 250),
  }),
  { maxLength: 6 },
)

describe("any order with any part of it handed over", () => {
  it("adds up, never grows a reward, and gives back the placed amounts when complete", () => {
    fc.assert(
      fc.property(drafts, offers, (shapes, terms) => {
        const lines = shapes.map(({ price, foreign, quantity, discountable }, index) =>
          line(index + 1, {
            quantity,
            discountable,
            unit_price_decimal: (price / 100).toFixed(2),
            foreign_discounts: foreign ? [{ id: "f", amount: foreign, reason: "sale" }] : [],
          }),
        )
        const offer = terms.map((over, index) => reward(`r${index}`, over))
        const all = offer.map(({ id }) => id)
        const placement = place(lines, offer, all)
        const fulfilled = Object.fromEntries(
          shapes.map(({ handed, quantity }, index) => [
            `o${index + 1}`,
            Math.min(handed, quantity),
          ]),
        )
        const snapshot = fulfilledSnapshot(placement, fulfilled)
        const complete = fulfilledSnapshot(placement, everything(placement))

        const placed = new Map(placement.rewards.map((one) => [one.provider_reward_id, one]))
        for (const one of snapshot.granted_rewards) {
          expect(one.amount).toBeGreaterThan(0)
          expect(one.amount).toBeLessThanOrEqual(placed.get(one.provider_reward_id)?.amount ?? 0)
          expect(one.quantity).toBeLessThanOrEqual(
            placed.get(one.provider_reward_id)?.quantity ?? 0,
          )
        }
        const named = [
          ...snapshot.cancelled_reward_ids,
          ...snapshot.granted_rewards.map((one) => one.provider_reward_id),
        ]
        const expected = [...placement.ungranted_reward_ids, ...placed.keys()]
        expect(named.sort()).toEqual(expected.sort())

        const net = snapshot.lines.reduce((sum, one) => sum + one.net_amount, 0)
        const ticket = snapshot.granted_rewards
          .filter((one) => placed.get(one.provider_reward_id)?.level === "ticket")
          .reduce((sum, one) => sum + one.amount, 0)
        expect(snapshot.final_amount).toBe(net - ticket)
        expect(snapshot.final_amount).toBeGreaterThanOrEqual(0)
        expect(snapshot.lines.every(({ net_amount }) => net_amount >= 0)).toBe(true)

        expect(complete.granted_rewards.map(({ amount }) => amount)).toEqual(
          placement.rewards.map(({ amount }) => amount),
        )
        expect(complete.tax_amount).toBe(placement.lines.reduce((sum, one) => sum + one.tax, 0))
      }),
      { seed: 14, numRuns: 500 },
    )
  })
})

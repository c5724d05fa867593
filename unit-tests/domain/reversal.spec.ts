import fc from "fast-check"
import { describe, expect, it } from "vitest"

import type { GrantedReward } from "../../src/types/provider"
import {
  type FulfilledLine,
  type Reversal,
  type Reversible,
  reversalFor,
} from "../../src/modules/loyalty/domain/placement"

const bought = (
  line_number: number,
  quantity: number,
  amount: number,
  net_amount: number,
): FulfilledLine => ({
  order_line_id: `o${line_number}`,
  line_number,
  sku: `SKU-${line_number}`,
  title: `Product ${line_number}`,
  quantity,
  unit_price_decimal: "1.00",
  amount,
  net_amount,
  barcode: null,
  merchandise_code: null,
  product_code: null,
  unit_of_measure: "each",
  minimum_age: null,
  substitutes_line_number: null,
})

const granted = (
  id: string,
  line: number | null,
  { amount, points_cost = 0, quantity = 1 }: Partial<GrantedReward> & { amount: number },
): GrantedReward => ({
  provider_reward_id: id,
  target_line_number: line,
  quantity,
  amount,
  points_cost,
})

/** The finalize of the wire contract's sample. */
const finalized: Reversible = {
  lines: [bought(1, 2, 498, 400), bought(2, 3, 567, 378)],
  granted_rewards: [
    granted("PROMO-771-L1", 1, { amount: 98, quantity: 2 }),
    granted("CLUB-12-L2", 2, { amount: 189 }),
    granted("PTS-500", null, { amount: 100, points_cost: 500 }),
  ],
  earned_points: 19,
  redeemed_points: 500,
}

interface Totals {
  earned: number
  redeemed: number
  parts: Record<string, number>
}

/** Everything several reversals took, by what it was taken from. */
function totals(reversals: readonly Reversal[]): Totals {
  const parts: Record<string, number> = {}
  const add = (key: string, amount: number): void => {
    if (amount > 0) {
      parts[key] = Math.round(((parts[key] ?? 0) + amount) * 1e6) / 1e6
    }
  }
  for (const { lines, granted_rewards } of reversals) {
    for (const line of lines) {
      add(`${line.order_line_id}.quantity`, line.quantity)
      add(`${line.order_line_id}.amount`, line.amount)
      add(`${line.order_line_id}.net`, line.net_amount)
    }
    for (const one of granted_rewards) {
      add(`${one.provider_reward_id}.quantity`, one.quantity)
      add(`${one.provider_reward_id}.amount`, one.amount)
      add(`${one.provider_reward_id}.points`, one.points_cost)
    }
  }
  const sum = (read: (one: Reversal) => number) =>
    reversals.reduce((all, one) => all + read(one), 0)
  return {
    earned: sum((one) => one.earned_points),
    redeemed: sum((one) => one.redeemed_points),
    parts,
  }
}

const grantOf = (one: Reversible): Totals => totals([one as Reversal])

describe("reversalFor", () => {
  it("takes back everything when nothing is kept", () => {
    expect(totals([reversalFor(finalized, {})])).toEqual(grantOf(finalized))
  })

  it("takes back nothing when everything is kept", () => {
    expect(reversalFor(finalized, { o1: 2, o2: 3 })).toEqual({
      lines: [],
      granted_rewards: [],
      earned_points: 0,
      redeemed_points: 0,
    })
  })

  it("takes points of the ticket only from lines that the ticket's rewards rest on", () => {
    const added: FulfilledLine = { ...bought(3, 1, 400, 400), outside_ticket: true }
    const order: Reversible = {
      ...finalized,
      lines: [...finalized.lines, added],
      earned_points: 29,
    }
    const all = { o1: 2, o2: 3, o3: 1 }
    const pointsFor = (kept: Partial<typeof all>) => {
      const { redeemed_points, earned_points } = reversalFor(order, { ...all, ...kept })
      return [redeemed_points, earned_points]
    }

    expect(pointsFor({ o3: 0 })).toEqual([0, 10])
    // 400 of 778, as if nothing had been added; what was earned is spread over everything.
    expect(pointsFor({ o1: 0 })).toEqual([257, 10])
    expect(reversalFor(order, {}).redeemed_points).toBe(500)
  })

  it("prorates a returned unit from the snapshot", () => {
    const back = reversalFor(finalized, { o1: 1, o2: 3 })
    expect(back.lines).toHaveLength(1)
    expect(back.lines[0]).toMatchObject({ quantity: 1, amount: 249, net_amount: 200 })
    expect(back.granted_rewards.map(({ amount, points_cost }) => [amount, points_cost])).toEqual([
      [49, 0],
      [26, 129],
    ])
    expect(back).toMatchObject({ earned_points: 5, redeemed_points: 129 })
  })

  it("gives back a reward's units with its line's, and a ticket's reward with the last of it", () => {
    const units = (reversal: Reversal) =>
      Object.fromEntries(
        reversal.granted_rewards.map((one) => [one.provider_reward_id, one.quantity]),
      )
    const first = reversalFor(finalized, { o1: 1, o2: 2 })
    // One of the free bar's three came back: most of it is still there.
    expect(units(first)).toEqual({ "PROMO-771-L1": 1, "CLUB-12-L2": 0, "PTS-500": 0 })
    const second = reversalFor(finalized, { o1: 1, o2: 1 }, [first])
    expect(units(second)).toEqual({ "CLUB-12-L2": 1, "PTS-500": 0 })
    const last = reversalFor(finalized, {}, [first, second])
    expect(units(last)).toEqual({ "PROMO-771-L1": 1, "CLUB-12-L2": 0, "PTS-500": 1 })

    const weighed: Reversible = {
      ...finalized,
      lines: [bought(1, 1.25, 498, 400)],
      granted_rewards: [granted("KILO", 1, { amount: 98, quantity: 1.25 })],
    }
    expect(units(reversalFor(weighed, { o1: 1 }))).toEqual({ KILO: 0.25 })
  })

  it("subtracts what earlier reversals took", () => {
    const first = reversalFor(finalized, { o1: 1, o2: 3 })
    const second = reversalFor(finalized, { o1: 0, o2: 0 }, [first])
    expect(totals([first, second])).toEqual(grantOf(finalized))
  })

  it("gives nothing back when a return is cancelled", () => {
    const first = reversalFor(finalized, { o1: 0, o2: 3 })
    expect(totals([reversalFor(finalized, { o1: 2, o2: 3 }, [first])])).toEqual({
      earned: 0,
      redeemed: 0,
      parts: {},
    })
  })

  it("shares points by price where everything was free, and by units where it had no price", () => {
    const free = { granted_rewards: [], earned_points: 10, redeemed_points: 0 }
    const priced = { ...free, lines: [bought(1, 1, 300, 0), bought(2, 1, 100, 0)] }
    expect(reversalFor(priced, { o2: 1 }).earned_points).toBe(8)
    const unpriced = { ...free, lines: [bought(1, 1, 0, 0), bought(2, 1, 0, 0)] }
    expect(reversalFor(unpriced, { o2: 1 }).earned_points).toBe(5)
  })

  it("shares burned points by worth where the rewards do not explain them", () => {
    const other = { ...finalized, redeemed_points: 700 }
    expect(reversalFor(other, { o1: 0, o2: 3 }).redeemed_points).toBe(360)
    expect(reversalFor(other, {}).redeemed_points).toBe(700)
  })

  it("handles an order without lines", () => {
    const none = { lines: [], granted_rewards: [], earned_points: 5, redeemed_points: 0 }
    expect(reversalFor(none, {}).earned_points).toBe(0)
  })
})

const orders = fc
  .record({
    lines: fc.array(
      fc.record({
        quantity: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constantFrom(0.3, 1.25)),
        net: fc.nat(3000),
        discount: fc.nat(500),
        points: fc.nat(300),
        is_counted: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    ticket: fc.nat(300),
    earned: fc.nat(2000),
    extra: fc.constantFrom<number>(0, 0, 13),
  })
  .map(({ lines, ticket, earned, extra }): Reversible => {
    const rewards = lines.map((one, index) =>
      granted(`r${index}`, index + 1, {
        amount: one.discount,
        points_cost: one.points,
        quantity: one.is_counted ? one.quantity : 1,
      }),
    )
    const all = [...rewards, granted("t", null, { amount: ticket, points_cost: ticket })]
    return {
      lines: lines.map((one, index) =>
        bought(index + 1, one.quantity, one.net + one.discount, one.net),
      ),
      granted_rewards: all,
      earned_points: earned,
      redeemed_points: all.reduce((sum, one) => sum + one.points_cost, extra),
    }
  })

describe("any series of returns", () => {
  const cuts = fc.array(fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 4 })), { maxLength: 8 })

  /** Returns a quarter of a line at a time, reversing after each. */
  function replay(order: Reversible, steps: readonly (readonly [number, number])[]): Reversal[] {
    const kept: Record<string, number> = Object.fromEntries(
      order.lines.map((one) => [one.order_line_id, one.quantity]),
    )
    const sent: Reversal[] = []
    for (const [at, quarters] of steps) {
      const line = order.lines[at % order.lines.length]
      if (line) {
        const now = kept[line.order_line_id] ?? 0
        kept[line.order_line_id] = Math.max(0, now - (line.quantity * quarters) / 4)
        sent.push(reversalFor(order, kept, sent))
      }
    }
    return sent
  }

  it("ends the same in any order, and never takes more than was granted", () => {
    fc.assert(
      fc.property(orders, cuts, (order, steps) => {
        const there = totals(replay(order, steps))
        const back = totals(replay(order, [...steps].reverse()))
        expect(back).toEqual(there)
        const grant = grantOf(order)
        expect(there.earned).toBeLessThanOrEqual(grant.earned)
        expect(there.redeemed).toBeLessThanOrEqual(grant.redeemed)
        for (const [key, amount] of Object.entries(there.parts)) {
          expect(amount).toBeLessThanOrEqual(grant.parts[key] ?? 0)
        }
      }),
      { seed: 15, numRuns: 300 },
    )
  })

  it("takes back exactly everything once everything is returned", () => {
    fc.assert(
      fc.property(orders, cuts, (order, steps) => {
        const sent = replay(order, steps)
        const rest = reversalFor(order, {}, sent)
        expect(totals([...sent, rest])).toEqual(grantOf(order))
      }),
      { seed: 16, numRuns: 300 },
    )
  })
})

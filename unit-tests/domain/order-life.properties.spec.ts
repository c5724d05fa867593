import fc from "fast-check"
import { describe, expect, it } from "vitest"

import {
  claimable,
  type OrderedLine,
  placementAsOrdered,
} from "../../src/modules/loyalty/domain/as-ordered"
import { keptQuantities, type StandingLine } from "../../src/modules/loyalty/domain/kept"
import { adjustmentMarker, markerHash } from "../../src/modules/loyalty/domain/keys"
import { discountsAfterChange } from "../../src/modules/loyalty/domain/order-change"
import {
  fulfilledSnapshot,
  type Placement,
  type PlacementLine,
  type PlacementReward,
  type Quantities,
  type Reversal,
  type Reversible,
  reversalFor,
} from "../../src/modules/loyalty/domain/placement"

/** An order as Medusa holds it, as far as these rules look. */
interface Order {
  lines: StandingLine[]
  is_canceled: boolean
}

type Step =
  | { kind: "fulfil" | "unfulfil" | "return"; line: number; units: number }
  | { kind: "edit"; line: number; units: number }
  | { kind: "cancel" }

const line = (
  number: number,
  { quantity, cents, foreign = 0 }: { quantity: number; cents: number; foreign?: number },
): PlacementLine => ({
  order_line_id: `o${number}`,
  line_number: number,
  sku: `SKU-${number}`,
  title: `Product ${number}`,
  quantity,
  unit_price_decimal: (cents / 100).toFixed(2),
  amount: cents * quantity,
  foreign_discount: foreign,
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

const placements: fc.Arbitrary<Placement> = fc
  .record({
    lines: fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 6 }),
        cents: fc.integer({ min: 1, max: 900 }),
        percent: fc.integer({ min: 0, max: 100 }),
        /** What others take off the line. */
        foreign_percent: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100 })),
        points: fc.nat(400),
        unit_based: fc.boolean(),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    ticket: fc.nat(400),
    ticket_points: fc.nat(900),
    method: fc.constantFrom("amount_off", "percent_off"),
  })
  .map(({ lines, ticket, ticket_points, method }) => {
    const bought = lines.map(({ quantity, cents, foreign_percent }, index) => {
      const foreign = Math.floor((quantity * cents * foreign_percent) / 100)
      return line(index + 1, { quantity, cents, foreign })
    })
    const room = bought.map(({ amount, foreign_discount }) => amount - foreign_discount)
    const discounts = lines.map((one, index) =>
      Math.floor(((room[index] ?? 0) * one.percent) / 100),
    )
    const rewards = lines.map((one, index): PlacementReward => {
      return reward(`r${index + 1}`, {
        level: "line",
        target_line_number: index + 1,
        points_cost: one.points,
        unit_based: one.unit_based,
        quantity: one.unit_based ? one.quantity : 1,
        allocations: [{ order_line_id: `o${index + 1}`, amount: discounts[index] ?? 0 }],
      })
    })
    let left = ticket
    const allocations = bought.map((one, index) => {
      const amount = Math.min(left, (room[index] ?? 0) - (discounts[index] ?? 0))
      left -= amount
      return { order_line_id: one.order_line_id, amount }
    })
    const worth = { method, value_decimal: "20.00", points_cost: ticket_points }
    const dollar = reward("t", { level: "ticket", ...worth, allocations })
    return {
      currency_code: "usd",
      currency_digits: 2,
      lines: bought,
      rewards: [...rewards, dollar].filter(({ amount }) => amount > 0),
      ungranted_reward_ids: [],
    }
  })

function reward(id: string, over: Partial<PlacementReward>): PlacementReward {
  const allocations = over.allocations ?? []
  return {
    provider_reward_id: id,
    type: "instant",
    level: "ticket",
    method: "amount_off",
    value_decimal: "1.00",
    limit: null,
    target_line_number: null,
    points_cost: 0,
    quantity: 1,
    unit_based: false,
    ...over,
    allocations,
    amount: allocations.reduce((sum, { amount }) => sum + amount, 0),
  }
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({
        kind: fc.constantFrom("fulfil", "unfulfil", "return", "edit" as const),
        line: fc.nat(3),
        units: fc.nat(6),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: "cancel" }) },
  ),
  { maxLength: 14 },
)

/** What Medusa lets happen: nothing after a cancellation, no more back than was handed over. */
function apply(order: Order, step: Step): void {
  if (step.kind === "cancel") {
    order.is_canceled ||= order.lines.every(({ handed_over }) => handed_over === 0)
    return
  }
  const target = order.lines[step.line % Math.max(1, order.lines.length)]
  if (!target || order.is_canceled) {
    return
  }
  switch (step.kind) {
    case "fulfil":
      target.handed_over = Math.min(target.quantity, target.handed_over + step.units)
      return
    case "unfulfil":
      target.handed_over = Math.max(target.returned, target.handed_over - step.units)
      return
    case "return":
      target.returned = Math.min(target.handed_over, target.returned + step.units)
      return
    case "edit":
      // No higher than before: units that come back earn nothing, which a test of its own shows.
      target.quantity = Math.max(target.handed_over, Math.min(target.quantity, step.units))
      order.lines = order.lines.filter(({ quantity }) => quantity > 0)
  }
}

const opened = (placement: Placement): Order => ({
  is_canceled: false,
  lines: placement.lines.map(({ order_line_id, quantity }) => ({
    order_line_id,
    quantity,
    handed_over: 0,
    returned: 0,
  })),
})

const quantitiesOf = (order: Order, read: (one: StandingLine) => number): Quantities =>
  Object.fromEntries(order.lines.map((one) => [one.order_line_id, read(one)]))

/** What the engine books for these quantities; it earns two points for each unit of money. */
function finalize(placement: Placement, quantities: Quantities): Reversible {
  const told = fulfilledSnapshot(placement, quantities)
  return {
    lines: told.lines,
    granted_rewards: told.granted_rewards,
    earned_points: Math.floor((told.final_amount * 2) / 100),
    redeemed_points: told.redeemed_points,
  }
}

const keptOf = (finalized: Reversible, order: Order): Quantities =>
  keptQuantities(finalized.lines, order)

interface Taken {
  earned: number
  redeemed: number
  discount: number
  units: number
}

const taken = (reversals: readonly Reversible[]): Taken => {
  const sum = (read: (one: Reversible) => number): number =>
    reversals.reduce((all, one) => all + read(one), 0)
  return {
    earned: sum((one) => one.earned_points),
    redeemed: sum((one) => one.redeemed_points),
    discount: sum((one) => one.granted_rewards.reduce((all, { amount }) => all + amount, 0)),
    units: sum((one) => one.lines.reduce((all, { quantity }) => all + quantity, 0)),
  }
}

/** Lives through the steps and looks at the order whenever `looks` says so, as events happen to. */
function live(
  placement: Placement,
  input: { policy: "order_placed" | "completed"; before: Step[]; after: Step[]; looks: boolean[] },
): { order: Order; finalized: Reversible; reversals: Reversal[] } {
  const order = opened(placement)
  input.before.forEach((step) => apply(order, step))
  const all = input.policy === "order_placed"
  const finalized = finalize(
    placement,
    quantitiesOf(order, (one) => (all ? one.quantity : one.handed_over)),
  )
  const reversals: Reversal[] = []
  const look = (): void => {
    reversals.push(reversalFor(finalized, keptOf(finalized, order), reversals))
  }
  // A short-closed order that is handed over later after all is the one thing that is not settled
  // by the lines alone: what was taken back before cannot be granted again.
  const after = input.after.filter(({ kind }) => all || kind !== "fulfil")
  after.forEach((step, index) => {
    apply(order, step)
    if (input.looks[index % Math.max(1, input.looks.length)]) {
      look()
    }
  })
  look()
  return { order, finalized, reversals }
}

interface Edit {
  quantity: number
  /** What others take off each unit then; null where their discount stays as it was. */
  foreign_each: number | null
}

/** What the placed line is in the edited order, with what others take off it. */
function edited(placed: PlacementLine, { quantity, foreign_each }: Edit): OrderedLine {
  const foreign = foreign_each === null ? placed.foreign_discount : foreign_each * quantity
  return {
    order_line_id: placed.order_line_id,
    quantity,
    unit_price_decimal: placed.unit_price_decimal,
    adjustments: [{ amount: foreign, description: "Somebody else's" }],
    tax: 0,
  }
}

/** The edited order with our discounts, as the guard leaves them. */
function withOurs(placement: Placement, lines: readonly OrderedLine[]): OrderedLine[] {
  const as_ordered = placementAsOrdered(placement, lines)
  const wanted = discountsAfterChange([], lines, { placement: as_ordered, digits: 2 })
  const ids = placement.rewards.map(({ provider_reward_id }) => provider_reward_id)
  return lines.map((one) => {
    const discounts = wanted.get(one.order_line_id)
    const ours = ids.map((provider_reward_id) => {
      const marked = { session_id: "lses_1", line_item_id: one.order_line_id, label: "Off" }
      const description = adjustmentMarker({ ...marked, provider_reward_id })
      return { amount: discounts?.get(markerHash(provider_reward_id)) ?? 0, description }
    })
    return { ...one, adjustments: [...one.adjustments, ...ours] }
  })
}

/** What the shopper pays for a line; others alone may take more than it costs. */
function paidFor({ unit_price_decimal, quantity, adjustments }: OrderedLine): number {
  const amount = Math.round(Number(unit_price_decimal) * 100) * quantity
  return Math.max(
    0,
    adjustments.reduce((left, one) => left - one.amount, amount),
  )
}

describe("an order that was edited before its finalize", () => {
  const edits = fc.array(
    fc.record({
      quantity: fc.nat(9),
      foreign_each: fc.option(fc.nat(900)),
    }),
    { minLength: 4, maxLength: 4 },
  )

  it("is finalized with what is paid for it, whatever others take off by then", () => {
    fc.assert(
      fc.property(placements, edits, (placement, all) => {
        const lines = placement.lines.map((placed, index) => edited(placed, all[index]!))
        const order = withOurs(placement, lines)
        const handed = Object.fromEntries(order.map((one) => [one.order_line_id, one.quantity]))
        const as_ordered = placementAsOrdered(placement, order)
        const told = claimable(fulfilledSnapshot(as_ordered, handed), order)
        expect(told.final_amount).toBe(order.reduce((sum, one) => sum + paidFor(one), 0))
      }),
      { seed: 37, numRuns: 2_000 },
    )
  })
})

describe("whatever happens to an order", () => {
  const lives = fc.record({
    placement: placements,
    policy: fc.constantFrom<"order_placed" | "completed">("order_placed", "completed"),
    before: steps,
    after: steps,
    looks: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  })

  it("ends in what the kept items alone deserve, however often somebody looked", () => {
    fc.assert(
      fc.property(lives, ({ placement, ...input }) => {
        const { order, finalized, reversals } = live(placement, input)
        const alone = reversalFor(finalized, keptOf(finalized, order))
        expect(taken(reversals)).toEqual(taken([alone]))
      }),
      { seed: 32, numRuns: 1_000 },
    )
  })

  it("never takes back more than was granted, of anything", () => {
    fc.assert(
      fc.property(lives, ({ placement, ...input }) => {
        const { finalized, reversals } = live(placement, input)
        const back = taken(reversals)
        const grant = taken([finalized])
        for (const what of ["earned", "redeemed", "discount", "units"] as const) {
          expect(back[what]).toBeLessThanOrEqual(grant[what])
          expect(back[what]).toBeGreaterThanOrEqual(0)
        }
      }),
      { seed: 33, numRuns: 1_000 },
    )
  })

  it("takes back exactly everything once nothing is kept", () => {
    fc.assert(
      fc.property(lives, ({ placement, ...input }) => {
        const { order, finalized, reversals } = live(placement, input)
        order.lines = []
        reversals.push(reversalFor(finalized, keptOf(finalized, order), reversals))
        expect(taken(reversals)).toEqual(taken([finalized]))
      }),
      { seed: 34, numRuns: 500 },
    )
  })

  it("does not depend on the order of what happened after the finalize", () => {
    const shrinking = steps.map((all) => all.filter(({ kind }) => kind === "return"))
    fc.assert(
      fc.property(placements, shrinking, fc.array(fc.boolean()), (placement, returns, looks) => {
        const all: Step[] = placement.lines.map((_, index) => {
          return { kind: "fulfil", line: index, units: 6 }
        })
        const policy = "completed" as const
        const there = live(placement, { policy, before: all, after: returns, looks })
        const back = live(placement, {
          policy,
          before: all,
          after: [...returns].reverse(),
          looks: [...looks].reverse(),
        })
        expect(back.order).toEqual(there.order)
        expect(taken(back.reversals)).toEqual(taken(there.reversals))
      }),
      { seed: 35, numRuns: 500 },
    )
  })

  it("gives nothing back for units that return to an order", () => {
    const placement: Placement = {
      currency_code: "usd",
      currency_digits: 2,
      lines: [line(1, { quantity: 2, cents: 100 })],
      rewards: [],
      ungranted_reward_ids: [],
    }
    const order = opened(placement)
    const finalized = finalize(placement, { o1: 2 })
    order.lines[0]!.quantity = 1
    const first = reversalFor(finalized, keptOf(finalized, order))
    order.lines[0]!.quantity = 2
    const second = reversalFor(finalized, keptOf(finalized, order), [first])
    expect([first.earned_points, second.earned_points]).toEqual([2, 0])
  })
})

import fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { BasketLine, OfferedReward } from "../../src/types/provider"
import { totalRoom, type TotalRoom } from "../../src/modules/loyalty/domain/total-room"
import { checkDiscounts } from "../../src/modules/loyalty/domain/guard"
import { allocate, line, reward } from "./basket"

const price = fc.integer({ min: 0, max: 99_999 }).map((value) => (value / 1000).toFixed(3))
const quantity = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom(0.1, 0.333, 1.5))

const lines = fc
  .array(
    fc.record({
      quantity,
      unit_price_decimal: price,
      discountable: fc.boolean(),
      minimum_age: fc.constantFrom(null, null, 21),
      foreign: fc.nat(500),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((drafts) =>
    drafts.map(({ foreign, ...over }, index) =>
      line(index + 1, {
        ...over,
        foreign_discounts: foreign > 250 ? [{ id: "f", amount: foreign, reason: "sale" }] : [],
      }),
    ),
  )

const limit = fc.oneof(
  fc.constant(null),
  fc.record({
    type: fc.constantFrom("quantity" as const, "amount" as const),
    value_decimal: fc.constantFrom("0", "0.5", "1", "2", "3.33", "-1"),
  }),
)

const rewards = fc
  .array(
    fc.record({
      type: fc.constantFrom("instant" as const, "optional" as const),
      level: fc.constantFrom("line" as const, "ticket" as const),
      target_line_number: fc.integer({ min: 1, max: 7 }),
      method: fc.constantFrom("amount_off" as const, "percent_off" as const, "new_price" as const),
      value_decimal: fc.constantFrom("0", "0.005", "0.5", "1", "7.77", "50", "100", "101", "-1"),
      limit,
      points_cost: fc.nat(500),
      exclusive_group: fc.constantFrom(null, null, "g", "h"),
    }),
    { maxLength: 8 },
  )
  .map((drafts) => drafts.map((over, index) => reward(`r${index}`, over)))

const options = fc.record({
  age_gate: fc.constantFrom("skip" as const, "allow_verified" as const),
  age_verified: fc.boolean(),
  amount_off_basis: fc.constantFrom("unit" as const, "line" as const),
  ticket_percent_off: fc.boolean(),
})

const accepted = fc.subarray(["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"])

/** What credit lines leave to pay; mostly there are none. */
const rooms = fc.option(fc.integer({ min: -100, max: 5000 }), { freq: 2 }).map((cents) =>
  cents === null
    ? null
    : totalRoom(String(cents / 100), {
        digits: 2,
        tax_on_top: new Map([
          ["cali_1", "8.25"],
          ["cali_2", "20"],
        ]),
      }),
)

function holds(
  { basket, offer, room }: { basket: BasketLine[]; offer: OfferedReward[]; room: TotalRoom | null },
  result: ReturnType<typeof allocate>,
) {
  const sum = (amounts: { amount: number }[]) => amounts.reduce((all, one) => all + one.amount, 0)
  expect(sum(result.lines)).toBe(result.discount_total)
  expect(sum(result.rewards)).toBe(result.discount_total)
  for (const one of result.rewards) {
    expect(sum(one.allocations)).toBe(one.amount)
    expect(one.amount > 0).toBe(one.state === "applied" || one.state === "accepted")
    expect(one.reason === null).toBe(one.state !== "unavailable")
    expect(one.allocations.every(({ amount }) => Number.isSafeInteger(amount) && amount > 0)).toBe(
      true,
    )
    expect(offer[one.position]?.id).toBe(one.id)
  }
  const ours = new Map(result.lines.map((one) => [one.line_item_id, one.amount]))
  const guarded = basket.map((one) => ({
    line_item_id: one.line_item_id,
    amount: one.amount,
    foreign_discount: sum(one.foreign_discounts),
    our_discount: ours.get(one.line_item_id) ?? 0,
  }))
  expect(
    checkDiscounts({ lines: guarded, room, approved: ours, fingerprint_matches: true }),
  ).toEqual({ ok: true })
  for (const one of basket.filter(({ discountable }) => !discountable)) {
    expect(ours.has(one.line_item_id)).toBe(false)
  }
  for (const one of basket) {
    const taken = result.rewards
      .filter((r) => r.unit_based && r.target_line_number === one.line_number)
      .reduce((all, r) => all + r.quantity, 0)
    expect(taken).toBeLessThanOrEqual(one.quantity + 1e-9)
  }
}

describe("any basket with any offer", () => {
  it("adds up, stays within every line and takes no unit twice", () => {
    fc.assert(
      fc.property(lines, rewards, accepted, options, rooms, (basket, offer, ids, chosen, room) => {
        const over = { selection: { accepted_reward_ids: ids }, options: chosen, room }
        const result = allocate(basket, offer, over)
        holds({ basket, offer, room }, result)
        expect(allocate(structuredClone(basket), structuredClone(offer), over)).toEqual(result)
      }),
      { seed: 8, numRuns: 600 },
    )
  })

  it("gives for an accepted offer exactly what it said it would", () => {
    fc.assert(
      fc.property(lines, rewards, accepted, rooms, (basket, offer, ids, room) => {
        const before = allocate(basket, offer, { selection: { accepted_reward_ids: ids }, room })
        for (const open of before.rewards.filter(({ state }) => state === "offered")) {
          const selection = { accepted_reward_ids: [...ids, open.id] }
          const after = allocate(basket, offer, { selection, room })
          const now = after.rewards.find(({ id }) => id === open.id)
          expect(now?.amount).toBe(open.amount_if_accepted)
        }
      }),
      { seed: 9, numRuns: 200 },
    )
  })

  it("does not care in which order the choices were made", () => {
    fc.assert(
      fc.property(lines, rewards, accepted, (basket, offer, ids) => {
        const there = allocate(basket, offer, { selection: { accepted_reward_ids: ids } })
        const back = allocate(basket, offer, {
          selection: { accepted_reward_ids: [...ids].reverse() },
        })
        expect(back.rewards).toEqual(there.rewards)
        expect(back.lines).toEqual(there.lines)
      }),
      { seed: 10, numRuns: 100 },
    )
  })

  it("gives a line the same whether other lines stand before or after it", () => {
    const byLine = rewards.map((offer) => offer.filter(({ level }) => level === "line"))
    fc.assert(
      fc.property(lines, byLine, (basket, offer) => {
        const there = allocate(basket, offer)
        const back = allocate([...basket].reverse(), offer)
        expect(back.rewards).toEqual(there.rewards)
        expect([...back.lines].reverse()).toEqual(there.lines)
      }),
      { seed: 11, numRuns: 100 },
    )
  })
})

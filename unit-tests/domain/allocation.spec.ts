import { describe, expect, it } from "vitest"
import type { OfferedReward } from "../../src/types/provider"
import type { Allocation } from "../../src/modules/loyalty/domain/allocation"
import { SAMPLE_LINES, SAMPLE_REWARDS, allocate, line, reward, units } from "./basket"

const of = (allocation: Allocation, id: string) => {
  const found = allocation.rewards.find((one) => one.id === id)
  if (!found) {
    throw new Error(`no reward ${id}`)
  }
  return found
}

describe("the sample of the wire contract", () => {
  const accepted = allocate(SAMPLE_LINES, SAMPLE_REWARDS, {
    selection: { accepted_reward_ids: ["PTS-500"], redeem_points: 500 },
  })

  it("gives 0.98, 1.89 and 1.00, which is 3.87", () => {
    expect(
      accepted.rewards.map(({ id, state, amount, quantity }) => [id, state, amount, quantity]),
    ).toEqual([
      ["PROMO-771-L1", "applied", 98, 2],
      ["CLUB-12-L2", "applied", 189, 1],
      ["PTS-500", "accepted", 100, 1],
    ])
    expect(accepted.discount_total).toBe(387)
    expect(accepted.redeemed_points).toBe(500)
  })

  it("spreads the ticket reward over what remains, by largest remainder", () => {
    expect(of(accepted, "PTS-500").allocations).toEqual([
      { line_item_id: "cali_1", line_number: 1, amount: 36 },
      { line_item_id: "cali_2", line_number: 2, amount: 34 },
      { line_item_id: "cali_3", line_number: 3, amount: 30 },
    ])
    expect(accepted.lines).toEqual([
      { line_item_id: "cali_1", amount: 134 },
      { line_item_id: "cali_2", amount: 223 },
      { line_item_id: "cali_3", amount: 30 },
    ])
  })

  it("only offers the points until they are accepted, and says what they would give", () => {
    const open = allocate(SAMPLE_LINES, SAMPLE_REWARDS)
    expect(of(open, "PTS-500")).toMatchObject({
      state: "offered",
      reason: null,
      amount: 0,
      amount_if_accepted: 100,
      quantity: 0,
      allocations: [],
      position: 2,
    })
    expect(open).toMatchObject({ discount_total: 287, redeemed_points: 0 })
  })

  it("keeps a declined reward declined, even when it was accepted as well", () => {
    const both = { accepted_reward_ids: ["PTS-500"], declined_reward_ids: ["PTS-500"] }
    const declined = of(allocate(SAMPLE_LINES, SAMPLE_REWARDS, { selection: both }), "PTS-500")
    expect(declined).toMatchObject({ state: "declined", amount: 0, amount_if_accepted: 100 })
  })
})

describe("amounts of line rewards", () => {
  const three = [line(1, { quantity: 3, unit_price_decimal: "2.00" })]
  const cases: [string, Partial<OfferedReward>, number, number][] = [
    ["amount off, no limit: once for the line", { value_decimal: "1.50" }, 150, 1],
    ["amount off a unit", { value_decimal: "0.50", limit: units("2") }, 100, 2],
    ["amount off a unit, never above its price", { value_decimal: "9", limit: units("2") }, 400, 2],
    ["amount off beyond the line", { value_decimal: "99" }, 600, 1],
    [
      "amount off within an amount",
      { value_decimal: "5", limit: { type: "amount", value_decimal: "1.25" } },
      125,
      1,
    ],
    ["percent of all units", { method: "percent_off", value_decimal: "10" }, 60, 3],
    [
      "percent of some units",
      { method: "percent_off", value_decimal: "12.5", limit: units("1") },
      25,
      1,
    ],
    [
      "percent within an amount",
      {
        method: "percent_off",
        value_decimal: "50",
        limit: { type: "amount", value_decimal: "0.99" },
      },
      99,
      3,
    ],
    ["all of it", { method: "percent_off", value_decimal: "100" }, 600, 3],
    ["a new price", { method: "new_price", value_decimal: "1.67" }, 99, 3],
    ["a limit above the quantity", { value_decimal: "1", limit: units("50") }, 300, 3],
    ["a limit of half a unit", { value_decimal: "1", limit: units("0.5") }, 50, 0.5],
  ]
  it.each(cases)("%s", (_, over, amount, quantity) => {
    expect(of(allocate(three, [reward("r", over)]), "r")).toMatchObject({
      state: "applied",
      amount,
      quantity,
    })
  })

  it("counts an amount off once for the line where the store says so", () => {
    const offer = [reward("r", { value_decimal: "0.50", limit: units("2") })]
    const once = of(allocate(three, offer, { options: { amount_off_basis: "line" } }), "r")
    expect(once).toMatchObject({ amount: 50, quantity: 1, unit_based: false })
  })

  it.each([
    ["0.05", "50", 3],
    ["0.01", "50", 1],
    ["2.49", "33.333", 83],
  ])("rounds a percentage of %s half up per unit (%s %%)", (unit_price_decimal, value, amount) => {
    const offer = [reward("r", { method: "percent_off", value_decimal: value })]
    expect(allocate([line(1, { unit_price_decimal })], offer).discount_total).toBe(amount)
  })

  it("leaves exactly nothing of a free line whose price has four digits", () => {
    const lines = [line(1, { quantity: 3, unit_price_decimal: "2.4940" })]
    const offer = [reward("r", { method: "percent_off", value_decimal: "100" })]
    expect(allocate(lines, offer).discount_total).toBe(lines[0]?.amount)
  })

  it("takes foreign discounts into account", () => {
    const foreign_discounts = [{ id: "f", amount: 550, reason: "sale" }]
    const lines = [line(1, { quantity: 3, unit_price_decimal: "2.00", foreign_discounts })]
    expect(allocate(lines, [reward("r", { value_decimal: "2" })]).discount_total).toBe(50)
  })

  it.each([
    ["JPY", 0, "110", "10", 330, 33],
    ["KWD", 3, "1.255", "10", 3765, 378],
  ])("counts in the digits of %s", (_, digits, unit_price_decimal, value, amount, discount) => {
    const lines = [line(1, { quantity: 3, unit_price_decimal, amount })]
    const offer = [reward("r", { method: "percent_off", value_decimal: value })]
    expect(allocate(lines, offer, { digits }).discount_total).toBe(discount)
  })

  it("handles a million units and fractions of one", () => {
    const many = [line(1, { quantity: 1_000_000, unit_price_decimal: "19.99" })]
    const half = [reward("r", { method: "percent_off", value_decimal: "50" })]
    expect(allocate(many, half).discount_total).toBe(1_000_000_000)
    const some = [line(1, { quantity: 0.3, unit_price_decimal: "9.99" })]
    const two = ["0.1", "0.2"].map((limit) =>
      reward(limit, { method: "new_price", value_decimal: "0", limit: units(limit) }),
    )
    expect(allocate(some, two).rewards.map(({ quantity }) => quantity)).toEqual([0.1, 0.2])
    expect(allocate(some, two).discount_total).toBe(some[0]?.amount)
  })
})

describe("rewards that take nothing", () => {
  const beer = line(4, { minimum_age: 21, unit_price_decimal: "6.00" })
  const card = line(5, { discountable: false, unit_price_decimal: "25.00" })
  const lines = [
    line(1),
    line(2, { quantity: 0 }),
    line(3, { unit_price_decimal: "0" }),
    beer,
    card,
  ]
  const ticket = { level: "ticket" } as const
  const cases: [string, Partial<OfferedReward>, string][] = [
    ["an unknown method", { method: "mystery" as OfferedReward["method"] }, "unknown_method"],
    ["cents off a gallon", { method: "amount_off_per_volume" }, "fuel_only"],
    ["a negative value", { value_decimal: "-1" }, "invalid_value"],
    ["NaN", { value_decimal: "NaN" }, "invalid_value"],
    ["a negative limit", { limit: units("-1") }, "invalid_value"],
    ["an unreadable limit", { limit: units("two") }, "invalid_value"],
    ["more than all of it", { method: "percent_off", value_decimal: "100.01" }, "invalid_value"],
    ["negative points", { points_cost: -1 }, "invalid_value"],
    ["half a point", { points_cost: 0.5 }, "invalid_value"],
    ["an expired reward", { expires_at: "2026-03-16T13:00:00+01:00" }, "expired"],
    ["an unreadable expiry", { expires_at: "soon" }, "expired"],
    ["no target", { target_line_number: null }, "target_missing"],
    ["an absent target", { target_line_number: 99 }, "target_missing"],
    ["a void line", { target_line_number: 2 }, "target_missing"],
    ["a gift card", { target_line_number: 5 }, "not_discountable"],
    ["beer without a check", { target_line_number: 4 }, "age_verification_required"],
    [
      "a check it asks for itself",
      { requires_age_verification: true },
      "age_verification_required",
    ],
    ["a new price of everything", { ...ticket, method: "new_price" }, "unsupported_ticket_method"],
    ["a higher new price", { method: "new_price", value_decimal: "1.01" }, "no_discount"],
    ["the same price", { method: "new_price", value_decimal: "1" }, "no_discount"],
    ["nothing off", { value_decimal: "0" }, "no_discount"],
    ["nothing off the ticket", { ...ticket, value_decimal: "0.00" }, "no_discount"],
    ["a limit of zero", { limit: units("0") }, "no_discount"],
    ["a free product", { target_line_number: 3 }, "no_discount"],
  ]
  it.each(cases)("%s is unavailable, and the others stay", (_, over, reason) => {
    const allocation = allocate(lines, [reward("bad", over), reward("good")])
    expect(of(allocation, "bad")).toMatchObject({ state: "unavailable", reason, amount: 0 })
    expect(of(allocation, "bad")).toMatchObject({ amount_if_accepted: 0, allocations: [] })
    expect(of(allocation, "good")).toMatchObject({ state: "applied", amount: 100 })
  })

  it("refuses a percentage off the ticket where the store does not take it", () => {
    const offer = [reward("r", { ...ticket, method: "percent_off", value_decimal: "10" })]
    const refused = of(allocate(lines, offer, { options: { ticket_percent_off: false } }), "r")
    expect(refused.reason).toBe("unsupported_ticket_method")
    expect(of(allocate([line(1)], offer), "r")).toMatchObject({ amount: 10 })
  })

  it("burns no points for an accepted reward that comes to nothing", () => {
    const offer = [
      reward("all", { method: "percent_off", value_decimal: "100" }),
      reward("pts", { type: "optional", level: "ticket", points_cost: 500 }),
    ]
    const selection = { accepted_reward_ids: ["pts"] }
    const allocation = allocate([line(1)], offer, { selection })
    expect(of(allocation, "pts")).toMatchObject({ state: "unavailable", reason: "no_discount" })
    expect(allocation.redeemed_points).toBe(0)
  })

  it.each([
    ["skip", true, 0],
    ["allow_verified", false, 0],
    ["allow_verified", true, 100],
  ] as const)("age gate %s, verified %s: %i off the beer", (age_gate, age_verified, amount) => {
    const options = { age_gate, age_verified }
    for (const over of [{ target_line_number: 4 }, ticket]) {
      expect(allocate([beer], [reward("r", over)], { options }).discount_total).toBe(amount)
    }
  })
})

describe("several rewards", () => {
  it("lets each unit be taken once, in reply order", () => {
    const lines = [line(1, { quantity: 3, unit_price_decimal: "2.00" })]
    const free = { method: "new_price", value_decimal: "0" } as const
    const offer = [
      reward("two", { ...free, limit: units("2") }),
      reward("more", { ...free, limit: units("2") }),
      reward("late", free),
    ]
    const shown = allocate(lines, offer).rewards.map(({ amount, quantity }) => [amount, quantity])
    expect(shown).toEqual([
      [400, 2],
      [200, 1],
      [0, 0],
    ])
    const reversed = allocate(lines, [...offer].reverse())
    expect(of(reversed, "late")).toMatchObject({ amount: 600, quantity: 3 })
  })

  it("applies line rewards before ticket rewards, and instant ones before accepted ones", () => {
    const ticket = { level: "ticket", value_decimal: "0.60" } as const
    const offer = [
      reward("accepted", { ...ticket, type: "optional" }),
      reward("instant", ticket),
      reward("line", { value_decimal: "0.30" }),
    ]
    const selection = { accepted_reward_ids: ["accepted"] }
    const amounts = allocate([line(1)], offer, { selection }).rewards.map(({ amount }) => amount)
    expect(amounts).toEqual([10, 60, 30])
  })

  it("leaves gift cards out of the ticket's base", () => {
    const lines = [line(1), line(2, { discountable: false, unit_price_decimal: "25.00" })]
    const allocation = allocate(lines, [reward("r", { level: "ticket", value_decimal: "9" })])
    expect(allocation.lines).toEqual([{ line_item_id: "cali_1", amount: 100 }])
  })

  it("limits a ticket reward by amount", () => {
    const limit = { type: "amount", value_decimal: "0.25" } as const
    const over = { level: "ticket", method: "percent_off", value_decimal: "50", limit } as const
    expect(allocate([line(1)], [reward("r", over)]).discount_total).toBe(25)
  })

  it("grants one of an exclusive group, and a member that gives nothing does not count", () => {
    const group = { exclusive_group: "g", value_decimal: "0.10" }
    const offer = [
      reward("zero", { ...group, value_decimal: "0" }),
      reward("first", group),
      reward("second", group),
      reward("choice", { ...group, type: "optional" }),
      reward("other", { ...group, exclusive_group: "h" }),
    ]
    const allocation = allocate([line(1)], offer)
    expect(allocation.rewards.map(({ state, reason }) => reason ?? state)).toEqual([
      "no_discount",
      "applied",
      "exclusive_group",
      "offered",
      "applied",
    ])
    expect(of(allocation, "choice").amount_if_accepted).toBe(0)
  })

  it("takes a repeated id once and reports it", () => {
    const allocation = allocate([line(1)], [reward("r"), reward("r", { value_decimal: "0.5" })])
    expect(allocation.rewards).toHaveLength(1)
    expect(allocation.skipped).toEqual([{ id: "r", reason: "repeated_id" }])
  })

  it("processes removals before additions, and reports choices that are gone", () => {
    const allocation = allocate([line(1)], [reward("again")], {
      removed: ["again", "gone"],
      selection: { accepted_reward_ids: ["gone", "never"] },
    })
    expect(of(allocation, "again").state).toBe("applied")
    expect(allocation.skipped).toEqual([
      { id: "gone", reason: "removed" },
      { id: "never", reason: "not_offered" },
    ])
  })

  it("leaves exactly 0.00 of a basket that is free", () => {
    const offer = [reward("r", { level: "ticket", method: "percent_off", value_decimal: "100" })]
    const allocation = allocate(SAMPLE_LINES, offer)
    expect(allocation.discount_total).toBe(1394)
    expect(allocation.lines.map(({ amount }) => amount)).toEqual([498, 567, 329])
  })

  it("refuses a reward beyond what a row can keep, and grants the others", () => {
    const lines = [
      line(1, { unit_price_decimal: "90071992547400.00" }),
      line(2, { quantity: 1_000_000, unit_price_decimal: "0.50" }),
    ]
    const free = { method: "percent_off", value_decimal: "100" } as const
    const ticket = { ...free, level: "ticket", target_line_number: null } as const
    const offer = [
      reward("most", free),
      reward("too_much", { ...free, target_line_number: 2 }),
      reward("ticket", ticket),
      reward("rest", { target_line_number: 2, value_decimal: "9.91" }),
    ]
    const allocation = allocate(lines, offer)
    expect(allocation.rewards.map(({ state, reason }) => reason ?? state)).toEqual([
      "applied",
      "invalid_value",
      "invalid_value",
      "applied",
    ])
    expect(allocation.discount_total).toBe(Number.MAX_SAFE_INTEGER)
  })

  it("grants what 32 bits do not hold", () => {
    const dear = line(1, { unit_price_decimal: "300000000.00" })
    const offer = [reward("r", { method: "percent_off", value_decimal: "10" })]
    expect(of(allocate([dear], offer), "r")).toMatchObject({
      state: "applied",
      amount: 3_000_000_000,
    })
  })

  it("handles an empty basket and an empty offer", () => {
    expect(allocate([], [])).toMatchObject({ rewards: [], lines: [], discount_total: 0 })
    expect(of(allocate([], [reward("r", { level: "ticket" })]), "r").reason).toBe("no_discount")
  })

  it("splits over 500 lines within the budget of a request", () => {
    const lines = Array.from({ length: 500 }, (_, index) =>
      line(index + 1, { unit_price_decimal: `${index + 1}.37`, quantity: 3 }),
    )
    const offer = [
      ...lines.map((one) =>
        reward(`l${one.line_number}`, {
          target_line_number: one.line_number,
          method: "percent_off",
          value_decimal: "7.5",
        }),
      ),
      reward("t", { level: "ticket", value_decimal: "999.99" }),
    ]
    const started = performance.now()
    const allocation = allocate(lines, offer)
    expect(performance.now() - started).toBeLessThan(1000)
    expect(of(allocation, "t").amount).toBe(99_999)
  })
})

describe("a reply of absurd size", () => {
  it("is cut, within the budget of a request", () => {
    const lines = Array.from({ length: 500 }, (_, index) => line(index + 1))
    const cent = { level: "ticket", value_decimal: "0.01" } as const
    const offer = Array.from({ length: 1002 }, (_, index) =>
      reward(`r${index}`, { ...cent, type: index < 100 ? "optional" : "instant" }),
    )
    const started = performance.now()
    const allocation = allocate(lines, offer, { selection: { accepted_reward_ids: ["r99"] } })
    expect(performance.now() - started).toBeLessThan(5000)
    expect(of(allocation, "r49")).toMatchObject({ state: "offered", amount_if_accepted: 1 })
    expect(of(allocation, "r50")).toMatchObject({ reason: "too_many_offers", amount: 0 })
    expect(of(allocation, "r99").state).toBe("accepted")
    expect(allocation.discount_total).toBe(901)
    expect(allocation.skipped).toEqual([
      { id: "r1000", reason: "too_many_rewards" },
      { id: "r1001", reason: "too_many_rewards" },
    ])
  })
})

describe("bugs of the caller", () => {
  it.each([
    ["repeated line numbers", [line(1), line(1)]],
    ["a fraction of a cent", [line(1, { amount: 0.5 })]],
    [
      "a fraction of a foreign cent",
      [line(1, { foreign_discounts: [{ id: "f", amount: Number.NaN, reason: "" }] })],
    ],
  ])("%s", (_, lines) => {
    expect(() => allocate(lines, [])).toThrow(
      expect.objectContaining({ code: "invariant_violated" }),
    )
  })
})

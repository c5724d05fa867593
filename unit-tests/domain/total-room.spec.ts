import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  affordable,
  excessOverRoom,
  inLineTerms,
  spend,
  totalRoom,
} from "../../src/modules/loyalty/domain/total-room"

const TAXES = new Map([
  ["a", "8.25"],
  ["b", "0"],
  ["c", "20"],
])
const room = (payable: string) => totalRoom(payable, { digits: 2, tax_on_top: TAXES })

describe("what credit lines leave of a total", () => {
  it.each([
    ["4.189275", ["a"], 387],
    // A cent less to pay is a discount less by a cent, tax or not.
    ["4.189274", ["a"], 386],
    ["3.87", ["b"], 387],
    ["3.8699", ["b"], 386],
    // Whatever is not named is not taxed on top.
    ["3.87", ["unknown"], 387],
    ["1.2", ["b", "c", "a"], 100],
    ["0", ["b"], 0],
    ["-5", ["b"], 0],
  ])("%s holds, on %j, %i", (payable, lines, expected) => {
    expect(affordable(room(payable), lines)).toBe(expected)
  })

  it("is no limit without credit lines", () => {
    expect(affordable(null, ["a"])).toBe(Number.MAX_SAFE_INTEGER)
    expect(spend(null, 100, ["a"])).toBeNull()
    expect(excessOverRoom(null, [{ line_item_id: "a", amount: 100 }])).toEqual([])
  })

  it("shrinks by what a discount saves, with its tax", () => {
    const left = spend(room("4.189275"), 287, ["a"])
    expect(affordable(left, ["a"])).toBe(100)
    expect(affordable(left, ["b"])).toBe(108)
  })

  it("is exceeded by the last discounts first", () => {
    const ours = [
      { line_item_id: "b", amount: 100 },
      { line_item_id: "c", amount: 100 },
      { line_item_id: "b", amount: 50 },
    ]
    expect(excessOverRoom(room("2.70"), ours)).toEqual([])
    expect(excessOverRoom(room("2.20"), ours)).toEqual([{ line_item_id: "b", by: 50 }])
    expect(excessOverRoom(room("1.60"), ours)).toEqual([
      { line_item_id: "c", by: 50 },
      { line_item_id: "b", by: 50 },
    ])
  })

  it("holds what it says it holds, and not a minor unit more", () => {
    const rate = fc.integer({ min: 0, max: 300_000 }).map((n) => String(n / 10_000))
    const minor = fc.integer({ min: 0, max: 5_000_000 })
    fc.assert(
      fc.property(minor, rate, (payable, percent) => {
        const one = totalRoom(String(payable / 100), {
          digits: 2,
          tax_on_top: new Map([["l", percent]]),
        })
        const most = affordable(one, ["l"])
        const gross = (amount: number) =>
          BigInt(amount) * BigInt(1_000_000 + Math.round(Number(percent) * 10_000))
        expect(gross(most) <= BigInt(payable) * 1_000_000n).toBe(true)
        expect(gross(most + 1) > BigInt(payable) * 1_000_000n).toBe(true)
      }),
    )
  })
})

describe("an amount in the terms of its line", () => {
  const terms = (from_inclusive: boolean, to_inclusive: boolean) => ({
    digits: 2,
    percent: "20",
    from_inclusive,
    to_inclusive,
  })

  it.each([
    ["50", false, true, 6000],
    ["60", true, false, 5000],
    ["50", true, true, 5000],
    ["50", false, false, 5000],
    // Up to the next cent, because it counts against us.
    ["33.3333", false, true, 4000],
    ["0.01", false, true, 2],
    ["0.01", true, false, 1],
    ["0.331", false, false, 34],
    // Somebody's surcharge, in the same way.
    ["-50", false, true, -6000],
    ["-0.331", false, false, -33],
  ])("%s from %s to %s is %i", (amount, from, to, expected) => {
    expect(inLineTerms(amount, terms(from, to))).toBe(expected)
  })
})

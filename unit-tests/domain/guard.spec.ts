import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { capDiscounts, checkDiscounts } from "../../src/modules/loyalty/domain/guard"

const guarded = (amount: number, foreign_discount: number, our_discount: number) => ({
  line_item_id: "l",
  amount,
  foreign_discount,
  our_discount,
})

describe("checkDiscounts", () => {
  it.each([
    ["fits exactly", guarded(1000, 300, 700), 700, true, []],
    ["is free", guarded(0, 0, 0), null, true, []],
    ["is not ours", guarded(1000, 1500, 0), null, false, []],
    ["shrank to one of three", guarded(1000, 0, 2500), 2500, true, [["exceeds_line", 1500]]],
    ["met a new promotion", guarded(1000, 900, 700), 700, true, [["exceeds_line", 600]]],
    ["is below zero already", guarded(1000, 1500, 200), 200, true, [["exceeds_line", 200]]],
    ["a foreign charge is no room", guarded(100, -50, 120), 120, true, [["exceeds_line", 20]]],
    ["exceeds what was approved", guarded(1000, 0, 700), 600, true, [["exceeds_approved", 100]]],
    ["was never approved", guarded(1000, 0, 700), null, true, [["exceeds_approved", 700]]],
    ["belongs to another basket", guarded(1000, 0, 700), 700, false, [["stale", 700]]],
    [
      "is wrong in every way",
      guarded(500, 0, 700),
      600,
      false,
      [
        ["exceeds_line", 200],
        ["exceeds_approved", 100],
        ["stale", 700],
      ],
    ],
  ])("a line that %s", (_, one, approved, fingerprint_matches, expected) => {
    const check = checkDiscounts({
      lines: [one],
      approved: approved === null ? null : new Map([["l", approved]]),
      fingerprint_matches,
    })
    const violations = check.ok ? [] : check.violations
    expect(check.ok).toBe(expected.length === 0)
    expect(violations.map(({ kind, by }) => [kind, by])).toEqual(expected)
  })

  it("has approved nothing for a line it does not know", () => {
    const input = { lines: [guarded(10, 0, 5)], approved: new Map([["other", 5]]) }
    expect(checkDiscounts({ ...input, fingerprint_matches: true })).toEqual({
      ok: false,
      violations: [{ line_item_id: "l", kind: "exceeds_approved", by: 5 }],
    })
  })

  it.each([Number.NaN, 0.5, Number.POSITIVE_INFINITY])("does not let %f pass", (amount) => {
    const input = { approved: new Map([["l", 5]]), fingerprint_matches: true }
    for (const bad of [guarded(amount, 0, 5), guarded(5, amount, 5), guarded(5, 0, amount)]) {
      expect(() => checkDiscounts({ ...input, lines: [bad] })).toThrow("integer")
    }
  })
})

describe("capDiscounts", () => {
  it("lets ours yield, the last first", () => {
    const lines = [
      { line_item_id: "a", amount: 1000, foreign_discount: 200 },
      { line_item_id: "b", amount: 100, foreign_discount: 500 },
    ]
    const ours = [
      { id: "1", line_item_id: "a", amount: 500 },
      { id: "2", line_item_id: "a", amount: 500 },
      { id: "3", line_item_id: "a", amount: 1 },
      { id: "4", line_item_id: "b", amount: 50 },
      { id: "5", line_item_id: "gone", amount: 50 },
      { id: "6", line_item_id: "a", amount: -5 },
    ]
    expect(capDiscounts(lines, ours).map(({ amount }) => amount)).toEqual([500, 300, 0, 0, 0, 0])
  })

  it("refuses amounts that are no integers", () => {
    const lines = [{ line_item_id: "a", amount: 1000, foreign_discount: Number.NaN }]
    expect(() => capDiscounts(lines, [])).toThrow("integer")
    const ours = [{ id: "1", line_item_id: "a", amount: 0.1 }]
    expect(() => capDiscounts([], ours)).toThrow("integer")
  })

  it("always satisfies the check, and changes nothing that satisfied it before", () => {
    const lineOf = fc.record({ amount: fc.nat(1000), foreign_discount: fc.nat(1500) })
    const ourOf = fc.record({ line: fc.nat(4), amount: fc.nat(800) })
    fc.assert(
      fc.property(fc.array(lineOf, { maxLength: 4 }), fc.array(ourOf), (drafts, wishes) => {
        const lines = drafts.map((draft, index) => ({ ...draft, line_item_id: `${index}` }))
        const ours = wishes.map(({ line, amount }, index) => ({
          id: `${index}`,
          line_item_id: `${line}`,
          amount,
        }))
        const capped = capDiscounts(lines, ours)
        const after = ours.map((one, index) => ({ ...one, amount: capped[index]?.amount ?? -1 }))
        const approved = new Map<string, number>()
        for (const one of after) {
          approved.set(one.line_item_id, (approved.get(one.line_item_id) ?? 0) + one.amount)
        }
        const check = checkDiscounts({
          lines: lines.map((line) => ({
            ...line,
            our_discount: approved.get(line.line_item_id) ?? 0,
          })),
          approved,
          fingerprint_matches: true,
        })
        expect(check).toEqual({ ok: true })
        expect(capDiscounts(lines, after)).toEqual(capped)
        after.forEach((one, index) => {
          expect(one.amount).toBeLessThanOrEqual(ours[index]?.amount ?? 0)
        })
      }),
      { seed: 12, numRuns: 300 },
    )
  })
})

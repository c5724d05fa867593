import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { capDiscounts, checkDiscounts } from "../../src/modules/loyalty/domain/guard"
import { totalRoom } from "../../src/modules/loyalty/domain/total-room"

const guarded = (amount: number, foreign_discount: number, our_discount: number) => ({
  line_item_id: "l",
  amount,
  foreign_discount,
  our_discount,
})

/** What credit lines leave to pay, where line 1 is taxed on top. */
const roomOf = (payable: string) =>
  totalRoom(payable, {
    digits: 2,
    tax_on_top: new Map([
      ["1", "8.25"],
      ["2", "20"],
    ]),
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
      room: null,
      approved: approved === null ? null : new Map([["l", approved]]),
      fingerprint_matches,
    })
    const violations = check.ok ? [] : check.violations
    expect(check.ok).toBe(expected.length === 0)
    expect(violations.map(({ kind, by }) => [kind, by])).toEqual(expected)
  })

  it("takes no more off the total than credit lines leave to pay", () => {
    const lines = ["0", "1"].map((line_item_id) => ({ ...guarded(1000, 0, 400), line_item_id }))
    const approved = new Map([
      ["0", 400],
      ["1", 400],
    ])
    const check = (payable: string) =>
      checkDiscounts({ lines, room: roomOf(payable), approved, fingerprint_matches: true })

    expect(check("8.33")).toEqual({ ok: true })
    expect(check("8.3299")).toEqual({
      ok: false,
      violations: [{ line_item_id: "1", kind: "exceeds_total", by: 1 }],
    })
    expect(check("-1")).toEqual({
      ok: false,
      violations: ["0", "1"].map((id) => ({ line_item_id: id, kind: "exceeds_total", by: 400 })),
    })
  })

  it("has approved nothing for a line it does not know", () => {
    const input = { lines: [guarded(10, 0, 5)], room: null, approved: new Map([["other", 5]]) }
    expect(checkDiscounts({ ...input, fingerprint_matches: true })).toEqual({
      ok: false,
      violations: [{ line_item_id: "l", kind: "exceeds_approved", by: 5 }],
    })
  })

  it.each([Number.NaN, 0.5, Number.POSITIVE_INFINITY])("does not let %f pass", (amount) => {
    const input = { room: null, approved: new Map([["l", 5]]), fingerprint_matches: true }
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
    expect(capDiscounts({ lines, ours, room: null }).map(({ amount }) => amount)).toEqual([
      500, 300, 0, 0, 0, 0,
    ])
  })

  it("leaves no more than the total still holds", () => {
    const lines = ["0", "1"].map((id) => ({ line_item_id: id, amount: 1000, foreign_discount: 0 }))
    const ours = ["0", "1"].map((id) => ({ id, line_item_id: id, amount: 400 }))
    const amounts = (payable: string) =>
      capDiscounts({ lines, ours, room: roomOf(payable) }).map(({ amount }) => amount)
    expect(amounts("9")).toEqual([400, 400])
    expect(amounts("6.165")).toEqual([400, 200])
    expect(amounts("3.99")).toEqual([399, 0])
    expect(amounts("0")).toEqual([0, 0])
  })

  it("refuses amounts that are no integers", () => {
    const lines = [{ line_item_id: "a", amount: 1000, foreign_discount: Number.NaN }]
    expect(() => capDiscounts({ lines, ours: [], room: null })).toThrow("integer")
    const ours = [{ id: "1", line_item_id: "a", amount: 0.1 }]
    expect(() => capDiscounts({ lines: [], ours, room: null })).toThrow("integer")
  })

  it("always satisfies the check, and changes nothing that satisfied it before", () => {
    const lineOf = fc.record({ amount: fc.nat(1000), foreign_discount: fc.nat(1500) })
    const left = fc.option(fc.nat(3000))
    const ourOf = fc.record({ line: fc.nat(4), amount: fc.nat(800) })
    fc.assert(
      fc.property(
        fc.array(lineOf, { maxLength: 4 }),
        fc.array(ourOf),
        left,
        (drafts, wishes, cents) => {
          const room = cents === null ? null : roomOf(String(cents / 100))
          const lines = drafts.map((draft, index) => ({ ...draft, line_item_id: `${index}` }))
          const ours = wishes.map(({ line, amount }, index) => ({
            id: `${index}`,
            line_item_id: `${line}`,
            amount,
          }))
          const capped = capDiscounts({ lines, ours, room })
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
            room,
            approved,
            fingerprint_matches: true,
          })
          expect(check).toEqual({ ok: true })
          expect(capDiscounts({ lines, ours: after, room })).toEqual(capped)
          after.forEach((one, index) => {
            expect(one.amount).toBeLessThanOrEqual(ours[index]?.amount ?? 0)
          })
        },
      ),
      { seed: 12, numRuns: 300 },
    )
  })
})

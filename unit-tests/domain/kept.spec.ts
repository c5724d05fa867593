import { describe, expect, it } from "vitest"

import { keptQuantities, type StandingLine } from "../../src/modules/loyalty/domain/kept"

const line = (over: Partial<StandingLine> = {}): StandingLine => ({
  order_line_id: "o1",
  quantity: 3,
  handed_over: 3,
  returned: 0,
  ...over,
})

const kept = (
  finalized: number,
  lines: StandingLine[],
  { is_canceled = false, returned_before = 0 } = {},
): number | undefined =>
  keptQuantities(
    [{ order_line_id: "o1", quantity: finalized, ...(returned_before > 0 && { returned_before }) }],
    { is_canceled, lines },
  ).o1

describe("keptQuantities", () => {
  it.each<[string, number, StandingLine[], number]>([
    ["everything, of an order nobody touched", 3, [line()], 3],
    ["what was not returned", 3, [line({ returned: 1 })], 2],
    ["nothing of a line that was taken off", 3, [], 0],
    ["what an edit left", 3, [line({ quantity: 1, handed_over: 0 })], 1],
    ["what neither an edit nor a return took", 3, [line({ quantity: 2, returned: 1 })], 1],
    ["all that was finalized, whatever was added since", 2, [line()], 2],
    ["what was finalized short, less its return", 1, [line({ handed_over: 1, returned: 1 })], 0],
    ["later units first, where they came after the finalize", 2, [line({ returned: 1 })], 2],
    ["no less than nothing", 1, [line({ handed_over: 1, returned: 2 })], 0],
    ["what was finalized before anything was handed over", 3, [line({ handed_over: 0 })], 3],
  ])("keeps %s", (_, finalized, lines, expected) => {
    expect(kept(finalized, lines)).toBe(expected)
  })

  it("keeps nothing of a cancelled order", () => {
    expect(kept(3, [line()], { is_canceled: true })).toBeUndefined()
  })

  it("takes nothing back that had come back before the finalize and was not told", () => {
    // Three were ordered, one was handed over and came back, and the other two were told.
    const placed = [line({ handed_over: 1, returned: 1 })]
    expect(kept(2, placed, { returned_before: 1 })).toBe(2)
    const later = [line({ handed_over: 3, returned: 2 })]
    expect(kept(2, later, { returned_before: 1 })).toBe(1)
  })
})

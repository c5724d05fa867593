import { barsOf } from "../../src/admin/lib/bars"
import { shareOf } from "../../src/admin/lib/share"

const SIZE = { width: 100, height: 50 }

describe("the bars of a chart", () => {
  it("stand on an axis up to a round number above the highest", () => {
    const { bars, ticks } = barsOf([[3, 0, 7]], SIZE)

    expect(ticks).toEqual([
      { value: 10, y: 0 },
      { value: 5, y: 50 },
      { value: 0, y: 100 },
    ])
    expect(bars.map(({ step, height }) => [step, height])).toEqual([
      [0, 15],
      [2, 35],
    ])
    expect(bars.every(({ y, height }) => y + height === SIZE.height)).toBe(true)
  })

  it("fill the whole height at the end of an axis that has one: a share of all", () => {
    const { bars, ticks } = barsOf([[1, 0.5, null]], { ...SIZE, top: 1 })

    expect(ticks.map(({ value }) => value)).toEqual([1, 0.5, 0])
    expect(bars.map(({ height }) => height)).toEqual([50, 25])
  })

  it("never touch those of the next step, and are seen however small", () => {
    const { bars } = barsOf(
      [
        [1_000, 1_000],
        [1, 1],
      ],
      SIZE,
    )
    const [first, , third] = [...bars].sort((a, b) => a.x - b.x)
    const ends = [...bars].sort((a, b) => a.x - b.x).map(({ x, width }) => x + width)

    expect(bars).toHaveLength(4)
    expect(Math.min(...bars.map(({ height }) => height))).toBe(1)
    expect(ends[1]).toBeLessThan(third?.x ?? 0)
    expect(first?.x).toBeGreaterThan(0)
  })
})

describe("a share", () => {
  it("is a part of a whole, and none of nothing", () => {
    expect([shareOf(1, 4), shareOf(0, 4), shareOf(0, 0)]).toEqual([0.25, 0, null])
  })
})

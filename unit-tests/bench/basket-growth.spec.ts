import { growthOf } from "../../bench/measure/basket-growth"

const costs = (lines: number, cpuOf: (lines: number) => number) => ({
  lines,
  cpu_ms: [cpuOf(lines), cpuOf(lines), cpuOf(lines)],
})

const growth = (cpuOf: (lines: number) => number) =>
  growthOf(costs(1, cpuOf), costs(100, cpuOf), costs(500, cpuOf))

describe("how the CPU of an evaluation grows with the basket", () => {
  it("with the lines: 1, whatever an evaluation costs besides", () => {
    expect(growth((lines) => 2 * lines).value).toBeCloseTo(1)
    expect(growth((lines) => 40 + 2 * lines).value).toBeCloseTo(1)
  })

  it("faster: more, and not hidden by what an evaluation costs besides", () => {
    expect(growth((lines) => lines ** 2).value).toBeGreaterThan(4)
    expect(growth((lines) => 40 + 0.1 * lines + 0.0003 * lines ** 2).value).toBeGreaterThan(1.5)
  })

  it("says how far rounds are off", () => {
    const small = { lines: 11, cpu_ms: [10, 20, 30] }
    const { low, value, high } = growthOf(
      costs(1, () => 0),
      small,
      costs(21, () => 40),
    )
    expect([low, value, high].map((figure) => Number(figure.toFixed(2)))).toEqual([0.8, 1, 1.33])
  })
})

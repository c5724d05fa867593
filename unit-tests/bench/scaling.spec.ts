import type { Costs } from "../../bench/scaling/costs"
import { needsOf } from "../../bench/scaling/simulate"

const COSTS: Costs = {
  bare_cpu_ms: 1_000,
  shopper_cpu_ms: 200,
  drain_cpu_ms: 8,
  drain_wall_ms: 10,
  engine_calls: 6,
  bytes: 7_000,
}

describe("an hour without the engine", () => {
  const minutesFor = (orders: number) => needsOf(COSTS, orders, 0).minutes_to_catch_up

  it("is made up for when the last order's wait is over, where orders are few", () => {
    // Placed in its 47th minute, tried after 30 s, 2 and 10 minutes, and then after an hour.
    expect(minutesFor(10_000)).toBeGreaterThan(50)
    expect(minutesFor(10_000)).toBeLessThan(75)
  })

  it("takes as long as one run of the drain at a time needs, however many workers there are", () => {
    const many = needsOf(COSTS, 1_000_000, 0)
    expect(many.workers).toBeGreaterThan(5)
    // 55 s of each minute, 10 ms each.
    expect(many.minutes_to_catch_up).toBeGreaterThanOrEqual(Math.ceil(1_000_000 / 5_500))
    expect(minutesFor(1_000_000)).toBeLessThan(2 * minutesFor(500_000) + 75)
  })
})

describe("an engine that takes its time", () => {
  const [atOnce, slow] = [0, 200].map((engine_ms) => needsOf(COSTS, 1_000_000, engine_ms))

  it("needs more workers: of eight that wait at once each has an eighth of its time", () => {
    // 10 ms of its own and 200 ÷ 8 ms of the engine's, an hour and a half, half of a worker's time.
    expect(atOnce?.workers).toBe(Math.ceil((1_000_000 * 1.5 * 10) / 3_600_000 / 0.5))
    expect(slow?.workers).toBe(Math.ceil((1_000_000 * 1.5 * 35) / 3_600_000 / 0.5))
    expect(slow?.connections).toBeGreaterThan(atOnce?.connections ?? Number.NaN)
  })

  it("needs longer to take what was postponed, and no more servers", () => {
    // 55 s of each minute, 35 ms each.
    expect(slow?.minutes_to_catch_up).toBeGreaterThanOrEqual(Math.ceil(1_000_000 / 1_572))
    expect(slow?.servers).toBe(atOnce?.servers)
  })
})

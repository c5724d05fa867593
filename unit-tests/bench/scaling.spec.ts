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
  const minutesFor = (orders: number) => needsOf(COSTS, orders).minutes_to_catch_up

  it("is made up for when the last order's wait is over, where orders are few", () => {
    // Placed in its 47th minute, tried after 30 s, 2 and 10 minutes, and then after an hour.
    expect(minutesFor(10_000)).toBeGreaterThan(50)
    expect(minutesFor(10_000)).toBeLessThan(75)
  })

  it("takes as long as one run of the drain at a time needs, however many workers there are", () => {
    const many = needsOf(COSTS, 1_000_000)
    expect(many.workers).toBeGreaterThan(5)
    // 55 s of each minute, 10 ms each.
    expect(many.minutes_to_catch_up).toBeGreaterThanOrEqual(Math.ceil(1_000_000 / 5_500))
    expect(minutesFor(1_000_000)).toBeLessThan(2 * minutesFor(500_000) + 75)
  })
})

import { CONNECTIONS, TIMEOUTS_MS } from "../../chaos/app/options"
import { limitsOf } from "../../chaos/invariants/limits"
import { SCENARIOS } from "../../chaos/scenarios"

/** A machine on which the first checkout takes this long is a slow one. */
const HEALTHY = { checkout_ms: 1_500, memory_mb: 300 }

const named = (name: string) => {
  const scenario = SCENARIOS.find((candidate) => candidate.name === name)
  if (!scenario) {
    throw new Error(`There is no scenario “${name}”`)
  }
  return scenario
}

describe("what an order may take", () => {
  it("is less than an engine's nine seconds, which nobody may wait for", () => {
    const { placed_ms } = limitsOf(
      HEALTHY,
      named("the engine needs nine seconds for an evaluation"),
    )

    expect(placed_ms).toBeLessThan(9_000)
    // Each of both guards may wait for one evaluation, and the machine may be busy.
    expect(placed_ms).toBeGreaterThan(2 * TIMEOUTS_MS.calculate + 2 * HEALTHY.checkout_ms)
  })

  it("is no wait for an engine where none is broken before the order", () => {
    const { placed_ms } = limitsOf(HEALTHY, named("late success"))

    expect(placed_ms).toBe(3 * HEALTHY.checkout_ms)
  })

  it("goes by the machine, and by how many pay at once", () => {
    const crowd = named("a pool of four connections, and twelve shoppers who buy at once")

    expect(limitsOf({ ...HEALTHY, checkout_ms: 500 }, {}).placed_ms).toBe(1_500)
    expect(limitsOf(HEALTHY, crowd).placed_ms).toBe(14 * HEALTHY.checkout_ms)
  })
})

describe("what a process may hold", () => {
  it("is its two pools and a handful of requests, so that a pool without an end is seen", () => {
    const { sockets } = limitsOf(HEALTHY, {})

    expect(sockets).toBeGreaterThan(CONNECTIONS.database + CONNECTIONS.engine)
    expect(sockets).toBeLessThan(2 * (CONNECTIONS.database + CONNECTIONS.engine))
  })

  it("is less than after a first order with a hundred replies, if they were kept", () => {
    const { memory_mb } = limitsOf(HEALTHY, {})

    expect(memory_mb).toBeGreaterThan(HEALTHY.memory_mb)
    expect(memory_mb).toBeLessThan(HEALTHY.memory_mb + 100)
  })
})

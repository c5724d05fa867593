import { GOALS } from "../../bench/goals"
import { LAYERS, type Layer } from "../../bench/lib/cpu-profile"
import type { LayerShares } from "../../bench/measure/layers"
import type { Measured, Statements } from "../../bench/measure/types"
import type { Kept, KeptResults } from "../../bench/report/kept"
import { titlesWithoutBound } from "../../bench/report/over-goal-section"
import { performancePage } from "../../bench/report/performance-page"

const commit = "0123abc"

/** Time and CPU came out so. */
const at = (ratio: number, rest: Partial<Measured> = {}): Kept => {
  const wall = {
    ratio,
    low: ratio - 0.01,
    high: ratio + 0.01,
    medianA: ratio,
    medianB: 1,
    rounds: 7,
  }
  return { commit, measured: { wall, cpu: wall, ...rest } }
}

const counted = (a: number, b: number, ours: string[]): { statements: Statements } => ({
  statements: { a, b, ours },
})

/** Some layers of both; nothing of the others. */
const layered = (some: Partial<Record<Layer, [number, number]>>): { layers: LayerShares } => {
  const layers = Object.fromEntries(
    Object.keys(LAYERS).map((name) => {
      const [a, b] = some[name as Layer] ?? [0, 0]
      return [name, { a, b }]
    }),
  ) as LayerShares["layers"]
  return { layers: { layers, waiting: { a: 0.3, b: 0.2 } } }
}

describe("the page of measurements", () => {
  it("says how long the latest whole run took, and each of its measurements", () => {
    const kept: KeptResults = {
      whole_run: {
        commit: "0123abc",
        s: 2_220,
        measurements: [
          { title: "Add to cart", s: 60 },
          { title: "Whole journeys of many shoppers", s: 1_200 },
        ],
      },
    }
    const page = performancePage(kept)

    expect(page).toContain("The whole run took 37.0 minutes (at `0123abc`).")
    expect(page).toContain("| Start: shops, databases, servers | 16.0 |")
    expect(page).toContain("| Whole journeys of many shoppers | 20.0 |")
  })

  it("says nothing of it before there was one", () => {
    expect(performancePage({})).not.toContain("How long a run takes")
  })
})

describe("a figure over its goal", () => {
  const section = (kept: KeptResults): string =>
    /## Over their goals[\s\S]*?(?=\n## )/.exec(performancePage(kept))?.[0] ?? ""

  it("is named where no measurement says why, and nothing else is", () => {
    const figure = { value: 3, low: 3, high: 3 }
    const kept: KeptResults = {
      addToCart: at(1.01),
      boot: at(1.2),
      storm: { commit, measured: { figure } },
    }

    expect(titlesWithoutBound(kept)).toEqual([GOALS.boot.title, GOALS.storm.title])
    expect(section(kept)).toContain(
      `which a later run has to show:\n\n- ${GOALS.boot.title}\n- ${GOALS.storm.title}\n`,
    )
    expect(section(kept)).not.toContain(GOALS.addToCart.title)
  })

  it("is told with the price of its statements, where it stands beside bare Medusa", () => {
    const layers = layered({ loyalty: [0.02, 0], orm: [0.7, 0.6], driver: [0.5, 0.4] })
    const kept: KeptResults = {
      complete: at(1.3, { ...layers, ...counted(12, 10, ["select 1", "select 2"]) }),
      completeDiscounted: at(1.04),
    }

    expect(titlesWithoutBound(kept)).toEqual([])
    const said = section(kept)
    expect(said).toContain("is 1.30×, goal ≤ 1.05×. Computed is 1.22 for bare Medusa's 1.00")
    expect(said).toContain("its 2 statements more, 2 of them on our tables: 0.20.")
    expect(said).toContain("That alone is 1.22×; the CPU measured is 1.30×, 1.07 times that.")
    expect(said).toContain("have the same discounts, it is 1.04×")
  })

  it("is not explained by a profile that does not show it", () => {
    const layers = layered({ orm: [0.6, 0.6], driver: [0.4, 0.4] })
    const kept: KeptResults = { complete: at(1.3, { ...layers, ...counted(10, 10, []) }) }

    expect(section(kept)).toContain("lay between 1.29 and 1.31")
  })

  it("is told with what Medusa does for a plugin, where it starts", () => {
    const kept: KeptResults = {
      boot: at(1.2, layered({ loyalty: [0.01, 0], loader: [0.35, 0.25], medusa: [0.75, 0.75] })),
    }

    expect(section(kept)).toContain("any plugin as large: 0.10. That alone is 1.11×")
  })

  it("is told with its statements and its HTTP, where it stands beside a read", () => {
    const layers = layered({
      engine: [0.05, 0],
      http: [0.03, 0.05],
      orm: [0.5, 0.6],
      driver: [0.1, 0.4],
    })
    const kept: KeptResults = {
      evaluate: at(0.9, counted(6, 10, [])),
      basketOf1: at(0.75, layers),
    }

    expect(titlesWithoutBound(kept)).toEqual([])
    expect(section(kept)).toContain(
      "its 6 statements, 0.60, and HTTP to the engine and from the client",
    )
    expect(section(kept)).toContain("That alone is 0.68×; the CPU measured is 0.75×")
  })

  it("is told by its tables, where its goal is a number of statements", () => {
    const ours = [
      'INSERT INTO "loyalty_engine_rate_limit" VALUES ($1)',
      'INSERT INTO "loyalty_engine_rate_limit" VALUES ($1)',
      "SELECT * FROM loyalty_engine_session",
      "WITH c AS (INSERT INTO loyalty_engine_call SELECT 1) UPDATE loyalty_engine_session SET a = 1",
    ]
    const figure = { value: 6, low: 6, high: 6 }
    const kept: KeptResults = { identify: { commit, measured: { figure, ...counted(9, 9, ours) } } }

    expect(section(kept)).toContain(
      "writes `loyalty_engine_rate_limit` (2 times); reads `loyalty_engine_session`; " +
        "writes `loyalty_engine_call`, `loyalty_engine_session`. Tries are counted in rows so that " +
        "all processes share the count; without that it would be 2.",
    )
  })
})

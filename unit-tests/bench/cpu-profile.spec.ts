import { layersOf, spanOf, type CpuProfile } from "../../bench/lib/cpu-profile"

const frame = (functionName: string, url = "") => ({ functionName, url })
const MODULES = "file:///shop/node_modules"

/** A request that our code begins, and that ends in pg's socket. */
const NODES: CpuProfile["nodes"] = [
  { id: 1, callFrame: frame("(root)"), children: [2, 6, 7, 8] },
  {
    id: 2,
    callFrame: frame(
      "evaluate",
      "file:///shop/node_modules/medusa-plugin-loyalty/.medusa/server/src/workflows/loyalty/flows/evaluate-session.js",
    ),
    children: [3],
  },
  {
    id: 3,
    callFrame: frame("execute", `${MODULES}/@mikro-orm/knex/AbstractSqlConnection.js`),
    children: [4],
  },
  { id: 4, callFrame: frame("query", `${MODULES}/pg/lib/client.js`), children: [5] },
  { id: 5, callFrame: frame("writeBuffer") },
  { id: 6, callFrame: frame("(idle)") },
  { id: 7, callFrame: frame("(garbage collector)") },
  {
    id: 8,
    callFrame: frame("run", `${MODULES}/@medusajs/medusa/node_modules/@medusajs/utils/dist/x.js`),
  },
]

const profile = (samples: number[]): CpuProfile => ({
  nodes: NODES,
  samples,
  timeDeltas: samples.map(() => 1_000),
  startTime: 10_000,
})

describe("layers of a CPU profile", () => {
  it("count what Node does for a package as the package's, and waiting as nobody's", () => {
    const whole = [{ from_us: 0, to_us: 1_000_000 }]
    const layers = layersOf(profile([2, 3, 4, 5, 5, 6, 6, 7, 8, 1]), whole)
    expect(layers).toMatchObject({ loyalty: 1, orm: 1, driver: 3, gc: 1, medusa: 1, node: 1 })
    expect(Object.values(layers).reduce((sum, ms) => sum + ms, 0)).toBe(8)
  })

  it("are those of the spans alone", () => {
    const spans = [
      { from_us: 11_500, to_us: 12_500 },
      { from_us: 14_500, to_us: 20_000 },
    ]
    // Samples end at 11, 12, 13, 14, 15 and 16 ms.
    const layers = layersOf(profile([2, 3, 2, 2, 5, 5]), spans)
    expect(layers).toMatchObject({ loyalty: 0, orm: 1, driver: 2 })
  })

  it("go by the clock that V8 goes by", async () => {
    const { span, value } = await spanOf(() => Promise.resolve(process.hrtime.bigint() / 1_000n))
    expect(span.from_us).toBeLessThanOrEqual(Number(value))
    expect(span.to_us).toBeGreaterThanOrEqual(Number(value))
    expect(span.to_us - span.from_us).toBeLessThan(1_000_000)
  })
})

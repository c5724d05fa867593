import type { Tally } from "../../bench/load/journeys/types"
import { decisionsOf, type DecisionRow } from "../../bench/measure/journey-decisions"
import type { FinalizeRequest } from "../../bench/measure/second-finalizes"
import { growth, journeyResults, type JourneyFindings } from "../../bench/measure/journey-report"
import { journeySection } from "../../bench/report/journey-section"
import { judge } from "../../bench/report/judge"

const ROW: DecisionRow = {
  order_id: "order_1",
  session_id: "lses_1",
  bound_to: "order_1",
  status: "finalized",
  finalizes: 1,
  done: 1,
}
const SENT: FinalizeRequest = {
  ...{ order_id: "order_1", idempotency_key: "key_1", body: "{}", status: 200 },
}
const ORDERS = [{ order_id: "order_1", has_session: true }]

describe("an order with a session is decided exactly once", () => {
  it("one finalized session, one finalize and one commit", () => {
    const commits = { order_1: 1 }
    const evidence = { rows: [ROW], orders: ORDERS, commits, sent: [SENT, SENT] }
    expect(decisionsOf(evidence)).toEqual({ orders: 1, lost: [] })
  })

  it.each<[string, Partial<DecisionRow>, number]>([
    ["the session waits", { status: "pending_finalization", done: 0 }, 0],
    ["the session never became the order's", { bound_to: null, status: "active" }, 1],
    ["nothing is in the outbox", { finalizes: 0, done: 0 }, 1],
    ["two finalizes are", { finalizes: 2, done: 2 }, 1],
    ["the engine's books know nothing", {}, 0],
    ["the engine booked twice", {}, 2],
    ["the session failed", { status: "failed" }, 0],
  ])("lost: %s", (_, change, commits) => {
    const rows = [{ ...ROW, ...change }]
    const { lost } = decisionsOf({ rows, orders: ORDERS, commits: { order_1: commits }, sent: [] })
    expect(lost).toHaveLength(1)
    expect(lost[0]).toContain("order_1")
  })

  it("lost: the engine was asked with another key, whatever its books say", () => {
    const sent = [SENT, { ...SENT, idempotency_key: "key_2", status: 409 }]
    const evidence = { orders: ORDERS, commits: { order_1: 1 }, sent }
    expect(decisionsOf({ ...evidence, rows: [ROW] }).lost).toEqual([
      expect.stringContaining("2 keys, 1 bodies, 1 refused as a second one"),
    ])
    expect(decisionsOf({ ...evidence, rows: [], orders: [] }).lost).toHaveLength(1)
  })

  it("an order that only the shopper knows is lost, one that only the tables know counts", () => {
    const missing = decisionsOf({ rows: [], orders: ORDERS, commits: {}, sent: [] })
    expect([missing.orders, missing.lost.length]).toEqual([1, 1])
    const untold = decisionsOf({ rows: [ROW], orders: [], commits: { order_1: 1 }, sent: [] })
    expect([untold.orders, untold.lost.length]).toEqual([1, 0])
  })

  it("an order without a session has nothing in the books", () => {
    const orders = [{ order_id: "order_2", has_session: false }]
    expect(decisionsOf({ rows: [], orders, commits: {}, sent: [] }).lost).toEqual([])
    expect(decisionsOf({ rows: [], orders, commits: { order_2: 1 }, sent: [] }).lost).toHaveLength(
      1,
    )
  })
})

const tally = (faults: Tally["faults"], latency_ms: number): Tally => ({
  ...{ minutes: 2, begun: 40, turned_away: 3, present_mean: 80, present_most: 99 },
  ...{ orders: ORDERS, left: 9, gave_up: 1, faults },
  latencies: { complete: Array.from({ length: 20 }, () => latency_ms) },
})

const held = (...heaps: number[]) =>
  heaps.map((heap_bytes) => ({ heap_bytes, rss_bytes: 100, cpu_ms: 450, wall_ms: 500 }))

const FINDINGS: JourneyFindings = {
  setting: {
    saturation: [
      { shoppers: 2, per_minute: 30 },
      { shoppers: 4, per_minute: 40, plugin_per_minute: 32 },
      { shoppers: 8, per_minute: 30, plugin_per_minute: 27 },
    ],
    ...{ wanted_per_minute: 21, shoppers_max: 100, think_mean_s: 10, slices: 3, slice_s: 30 },
  },
  tallies: {
    plugin: tally(
      [
        { what: "complete: 500", count: 2, is_error: true, is_ours: false },
        { what: "identify: 429 rate_limited", count: 4, is_error: false, is_ours: true },
      ],
      300,
    ),
    bare: tally([{ what: "complete: 500", count: 3, is_error: true, is_ours: false }], 200),
  },
  use: { plugin: held(100, 120, 105), bare: held(100, 100, 100) },
  decisions: { orders: 1, lost: [] },
}

describe("what whole journeys say", () => {
  const results = journeyResults(FINDINGS)

  it("errors are those beyond bare Medusa's, faults are ours alone", () => {
    expect(results.journeyErrors?.figure?.value).toBe(-1)
    expect(results.journeyFaults?.figure?.value).toBe(4)
    const { overGoal } = judge(results)
    expect(overGoal).toHaveLength(1)
    expect(overGoal[0]).toContain("Faults of ours")
  })

  it("capacity goes by the levels that both sides were flooded at", () => {
    const { value, low, high } = results.journeyCapacity?.figure ?? {}
    expect([value, low, high]).toEqual([expect.closeTo(0.85), 0.8, 0.9])
    const page = journeySection(results.journeyErrors?.journeys).join("\n")
    expect(page).toContain(
      "30 with 2, 40 with 4, 30 with 8; with the plugin: 32 with 4, 27 with 8.",
    )
  })

  it("a lost decision and growing memory are over their goals", () => {
    const decisions = { orders: 1, lost: ["order_1: …"] }
    const use = { plugin: held(100, 100, 120), bare: held(100, 100, 100) }
    const { overGoal } = judge(journeyResults({ ...FINDINGS, decisions, use }))
    expect(overGoal.join()).toMatch(/Decisions lost.*Memory/s)
  })

  it("memory is the last third over the first", () => {
    expect(growth([100, 100, 500, 500, 110, 121])).toEqual({ value: 1.155, low: 1.1, high: 1.21 })
    expect(growth([100])).toEqual({ value: 1, low: 1, high: 1 })
  })

  it("the page says the rate that was reached, who was turned away, and what went wrong", () => {
    const page = journeySection(results.journeyErrors?.journeys).join("\n")
    expect(page).toContain("| the same a minute of the side's time | 20 | 20 |")
    expect(page).toContain("| turned away | 3 | 3 |")
    expect(page).toContain("| the process's CPU ÷ the time | 0.90 | 0.90 |")
    expect(page).toContain("- with the plugin, identify: 429 rate_limited: 4 (ours)")
    expect(page).toContain("- bare Medusa, complete: 500: 3")
    expect(page).toContain("| complete | 20 | 1.50× | 1.50× |")
    expect(journeySection(undefined)).toEqual([])
  })

  it("of few requests it compares no latency", () => {
    const few = { ...tally([], 300), latencies: { complete: [300] } }
    const found = journeyResults({ ...FINDINGS, tallies: { plugin: few, bare: few } })
    const page = journeySection(found.journeyErrors?.journeys).join("\n")
    expect(page).toContain("too few requests")
    expect(page).toContain("Nothing went wrong on either side.")
    expect(page).not.toContain("| complete |")
  })
})

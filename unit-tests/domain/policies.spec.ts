import { describe, expect, it } from "vitest"
import { isExhausted, nextAttemptDelay_s } from "../../src/modules/loyalty/domain/backoff"
import {
  FINALIZE_POLICIES,
  type FinalizableLine,
  type FinalizableOrder,
  type FinalizePolicy,
  finalizeDue,
} from "../../src/modules/loyalty/domain/finalize-policy"
import { resolveStore } from "../../src/modules/loyalty/domain/store-resolution"

const line = (over: Partial<FinalizableLine> = {}): FinalizableLine => ({
  order_line_id: "ordli_1",
  quantity: 2,
  fulfilled: 0,
  delivered: 0,
  returned: 0,
  ...over,
})

const order = (over: Partial<FinalizableOrder> = {}): FinalizableOrder => ({
  status: "pending",
  payment: "authorized",
  total: 1000,
  lines: [line()],
  completed_at: null,
  canceled_at: null,
  ...over,
})

const whole = line({ fulfilled: 2 })
const there = line({ fulfilled: 2, delivered: 2 })

describe("finalizeDue", () => {
  it.each<[FinalizePolicy, string, Partial<FinalizableOrder>, boolean, string]>([
    ["order_placed", "placed and authorized", {}, true, "order_placed"],
    ["fulfillment", "nothing handed over", {}, false, "waiting_for_fulfillment"],
    [
      "fulfillment",
      "a shrunken line",
      { lines: [line({ quantity: 1, fulfilled: 1 })] },
      true,
      "all_fulfilled",
    ],
    [
      "fulfillment",
      "a line returned",
      { lines: [whole, line({ returned: 2 })] },
      true,
      "all_fulfilled",
    ],
    [
      "fulfillment",
      "delivered, its event lost",
      { lines: [line({ delivered: 2 })] },
      true,
      "all_fulfilled",
    ],
    ["delivery", "shipped", { lines: [whole] }, false, "waiting_for_delivery"],
    ["delivery", "delivered", { lines: [there] }, true, "all_delivered"],
    [
      "delivery",
      "digital and fulfilled",
      { lines: [{ ...whole, requires_shipping: false }] },
      true,
      "all_delivered",
    ],
    ["order_completed", "delivered", { lines: [there] }, false, "waiting_for_completion"],
  ])("%s, %s", (policy, _, over, due, reason) => {
    expect(finalizeDue(policy, order(over))).toEqual({ due, reason })
  })

  it("waits for the last of several fulfilments, never for one of them", () => {
    const parts = [
      [line({ fulfilled: 1 }), line()],
      [whole, line()],
      [whole, line({ fulfilled: 1 })],
      [whole, whole],
    ].map((lines) => finalizeDue("fulfillment", order({ lines })).due)

    expect(parts).toEqual([false, false, false, true])
  })

  it("falls back to the order being completed, whatever a store waits for", () => {
    const closed = [
      { completed_at: "2026-03-16T12:00:00Z" },
      { status: "completed" },
      { status: "archived" },
    ]
    for (const policy of ["fulfillment", "delivery", "order_completed"] as const) {
      expect(finalizeDue(policy, order()).due).toBe(false)
      for (const over of closed) {
        const verdict = finalizeDue(policy, order(over))
        expect([policy, verdict]).toEqual([policy, { due: true, reason: "order_completed" }])
      }
    }
  })

  it.each(FINALIZE_POLICIES)("under %s, is never due unpaid, cancelled or empty", (policy) => {
    const done = { lines: [there], completed_at: "2026-03-16T12:00:00Z", status: "completed" }
    const reasons = ["none", "not_paid", "awaiting", "requires_action", "canceled", "refunded"]
    for (const payment of [...reasons, "partially_authorized"] as FinalizableOrder["payment"][]) {
      expect(finalizeDue(policy, order({ ...done, payment })).reason).toBe("unpaid")
    }
    for (const gone of [{ status: "canceled" }, { canceled_at: "2026-03-16T12:00:00Z" }]) {
      const decision = finalizeDue(policy, order({ ...done, ...gone }))
      expect(decision).toEqual({ due: false, reason: "order_canceled" })
    }
    const empty = order({ ...done, lines: [line({ returned: 2 })] })
    expect(finalizeDue(policy, empty)).toEqual({ due: false, reason: "nothing_left" })
  })

  it.each(["captured", "partially_captured", "completed", "partially_refunded"] as const)(
    "counts %s as paid",
    (payment) => {
      expect(finalizeDue("order_placed", order({ payment })).due).toBe(true)
    },
  )

  it("counts a free order as paid", () => {
    const free = order({ total: 0, payment: "none" })
    expect(finalizeDue("order_placed", free).due).toBe(true)
  })
})

describe("backoff", () => {
  it.each([
    [0, 30],
    [1, 120],
    [2, 600],
    [3, 3600],
    [4, 21_600],
    [50, 21_600],
  ])("waits after attempt %i about %i s", (attempt, delay_s) => {
    expect(nextAttemptDelay_s(attempt, 0.5)).toBe(delay_s)
    expect(nextAttemptDelay_s(attempt, 0)).toBe(delay_s * 0.8)
    expect(nextAttemptDelay_s(attempt, 1)).toBe(delay_s * 1.2)
  })

  it.each([
    [-1, 0.5],
    [0.5, 0.5],
    [0, -0.1],
    [0, 1.1],
    [0, Number.NaN],
  ])("refuses attempt %f with jitter %f", (attempt, jitter) => {
    expect(() => nextAttemptDelay_s(attempt, jitter)).toThrow()
  })

  it("gives up after 72 hours and not a second before", () => {
    const first = "2026-03-16T12:00:00Z"
    expect(isExhausted(first, "2026-03-19T11:59:59Z")).toBe(false)
    expect(isExhausted(new Date(first), new Date("2026-03-19T12:00:00Z"))).toBe(true)
    expect(() => isExhausted("never", first)).toThrow("unreadable")
  })
})

describe("resolveStore", () => {
  const configs = [
    { store_id: "s1", sales_channel_ids: ["web", "app"] },
    { store_id: "s2", sales_channel_ids: ["kiosk"] },
  ]
  const stores = [
    { id: "s1", default_sales_channel_id: "kiosk" },
    { id: "s2", default_sales_channel_id: null },
    { id: "s3", default_sales_channel_id: "outlet" },
  ]

  it.each([
    ["app", configs, stores, "s1"],
    ["kiosk", configs, stores, "s2"],
    ["outlet", configs, stores, "s3"],
    ["other", configs, stores, null],
    [null, configs, stores, null],
    ["other", [], [{ id: "s1", default_sales_channel_id: null }], "s1"],
    [null, [], [{ id: "s1", default_sales_channel_id: null }], "s1"],
    ["web", [], [], null],
    ["web", [...configs, { store_id: "s2", sales_channel_ids: ["web"] }], stores, null],
    ["outlet", [], [...stores, { id: "s4", default_sales_channel_id: "outlet" }], null],
  ])("channel %s", (channel, known, all, expected) => {
    expect(resolveStore(channel, known, all)).toBe(expected)
  })
})

import { createElement } from "react"

import type { StoreLoyaltySummary } from "../../src/core/index.js"
import { fail, succeed } from "../../src/core/result.js"
import { OrderLoyaltySummary } from "../../src/index.js"
import { STATES } from "../states.js"
import { story } from "../story.js"

export default { title: "OrderLoyaltySummary" }

const SUMMARY: StoreLoyaltySummary = {
  order_id: "order_1",
  status: "finalized",
  earned_points: 30,
  redeemed_points: 200,
  points_balance: 4830,
  discount_total: 2.98,
  receipt_id: "RCP-2026-001",
  rewards: [
    { description: "Coffee, 2 for $4", amount: 0.98 },
    { description: "$2 off your order", amount: 2 },
  ],
  reversals: [],
  expected: false,
}

const view = () => <OrderLoyaltySummary orderId="order_1" currencyCode="usd" />
const show = (change: Partial<StoreLoyaltySummary>) =>
  story(STATES.idle, view, async () => succeed({ loyalty_summary: { ...SUMMARY, ...change } }))

export const Finalized = show({})
export const OnItsWay = show({ status: "pending_finalization", expected: true, receipt_id: null })
export const Returned = show({
  points_balance: 5000,
  reversals: [
    { at: "2026-03-20T10:00:00.000Z", earned_points: 30, redeemed_points: 200, receipt_id: null },
  ],
})
export const Failed = show({ status: "failed" })
export const Loading = story(STATES.idle, view)
export const LoadFailed = story(STATES.idle, view, async () => fail("network"))

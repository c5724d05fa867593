import { differencesOf, type OurRecord } from "../../src/modules/loyalty/domain/reconciliation"
import type { EngineSessionStatus } from "../../src/types/provider"

const OURS: OurRecord = {
  order_id: "order_1",
  status: "finalized",
  booked: { earned_points: 30, redeemed_points: 500, receipt_id: "RCP-1" },
  reversed: { earned_points: 0, redeemed_points: 0 },
}
const THEIRS: EngineSessionStatus = {
  status: "finalized",
  transaction_id: "order_1",
  earned_points: 30,
  redeemed_points: 500,
  points_balance: 4530,
  receipt_id: "RCP-1",
}

describe("differencesOf", () => {
  it("finds none between equal records, whatever the balance is by now", () => {
    expect(differencesOf(OURS, { ...THEIRS, points_balance: 17 })).toEqual([])
  })

  it.each([
    ["transaction_id", "order_2", "order_1"],
    ["earned_points", 29, "30"],
    ["redeemed_points", 0, "500"],
    ["receipt_id", "RCP-2", "RCP-1"],
  ] as const)("names the field %s", (field, theirs, ours) => {
    expect(differencesOf(OURS, { ...THEIRS, [field]: theirs })).toEqual([
      { field, ours, theirs: String(theirs) },
    ])
  })

  it("takes what the engine does not tell for no difference", () => {
    const silent = { transaction_id: null, earned_points: null, redeemed_points: null }
    expect(differencesOf(OURS, { ...THEIRS, ...silent, receipt_id: null })).toEqual([])
  })

  it("says that we have no receipt where the engine has one", () => {
    const ours = { ...OURS, booked: { ...OURS.booked!, receipt_id: null } }
    expect(differencesOf(ours, THEIRS)).toEqual([
      { field: "receipt_id", ours: null, theirs: "RCP-1" },
    ])
  })

  it("accepts the booking as it was, or what reversals left of it, and nothing else", () => {
    const ours = { ...OURS, reversed: { earned_points: 10, redeemed_points: 500 } }
    expect(differencesOf(ours, THEIRS)).toEqual([])
    expect(differencesOf(ours, { ...THEIRS, earned_points: 20, redeemed_points: 0 })).toEqual([])
    expect(differencesOf(ours, { ...THEIRS, earned_points: 10 })).toHaveLength(1)
  })

  it.each(["active", "pending_finalization", "failed", "not_found"] as const)(
    "sees an order of ours that is %s there",
    (status) => {
      expect(differencesOf(OURS, { ...THEIRS, status })).toEqual([
        { field: "status", ours: "finalized", theirs: status },
      ])
    },
  )

  it("sees a booking of theirs that we do not know", () => {
    const ours: OurRecord = { ...OURS, status: "failed", booked: null }
    expect(differencesOf(ours, THEIRS)).toEqual([
      { field: "status", ours: "failed", theirs: "finalized" },
    ])
    expect(differencesOf(ours, { ...THEIRS, status: "failed" })).toEqual([])
  })
})

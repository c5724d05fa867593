import { describe, expect, it } from "vitest"
import { businessDate } from "../../../src/providers/pdi/wire/business-date"
import {
  bodyKey,
  cancelKey,
  finalizeKey,
  reversalKey,
} from "../../../src/providers/pdi/wire/idempotency"
import { basketItem, fulfilledItem } from "../../../src/providers/pdi/wire/lines"
import * as to from "../../../src/providers/pdi/wire/to-wire"
import type { BasketLine, FinalizeSnapshot } from "../../../src/types/provider"

const SITE = {
  participant_id: "ACME",
  site_id: "0300",
  store_id: "store_01",
  channel_id: "POS-001",
}
const CONNECTION = { site: SITE, settings: {} }
const SESSION = {
  provider_session_id: "sess_1",
  pos_sequence_id: "0300-1",
  message_sequence: 7,
  transaction_id: "cart_1",
}
const PHONE = { kind: "phone", value: "+14155550100", entry_method: "manual" } as const

const LINE: BasketLine = {
  line_number: 1,
  line_item_id: "li_1",
  sku: "COF16",
  title: "Coffee",
  quantity: 2,
  unit_price_decimal: "2.49",
  regular_price_decimal: null,
  amount: 498,
  foreign_discounts: [{ id: "PROMO", amount: 98, reason: "sale" }],
  barcode: null,
  merchandise_code: null,
  product_code: null,
  unit_of_measure: "each",
  taxable: true,
  is_tax_inclusive: false,
  minimum_age: null,
  discountable: true,
}
const FULFILLED = { ...LINE, net_amount: 400, substitutes_line_number: null }

const SNAPSHOT: FinalizeSnapshot = {
  session: SESSION,
  provider_member_id: "CUST-1",
  identifier: PHONE,
  order_id: "order_1",
  currency_code: "usd",
  currency_digits: 2,
  lines: [FULFILLED],
  granted_rewards: [],
  cancelled_reward_ids: ["OLD"],
  redeemed_points: 0,
  final_amount: 400,
  tax_amount: 33,
  total_amount: 433,
  event_start_at: "2026-03-16T14:30:45Z",
  event_end_at: "2026-03-17T02:30:00Z",
}

function frozen(change: Partial<FinalizeSnapshot> = {}, settings = {}) {
  const request = to.frozenFinalize({ site: SITE, settings }, { ...SNAPSHOT, ...change })
  return { key: request.idempotency_key, body: JSON.parse(request.body) as Record<string, unknown> }
}

describe("a frozen finalize", () => {
  it("is complete from the beginning", () => {
    const { key, body } = frozen()
    expect(key).toBe("fin:ACME:0300:order_1")
    expect(body).toEqual({
      participantId: "ACME",
      siteId: "0300",
      storeId: "store_01",
      channelId: "POS-001",
      posSequenceId: "0300-1",
      messageSequence: 7,
      offline: false,
      sessionId: "sess_1",
      transactionId: "order_1",
      customerId: "CUST-1",
      loyaltyId: { kind: "phone", value: "4155550100", entryMethod: "manual" },
      currency: "USD",
      finalAmount: 4,
      applyRewards: false,
      rewardEligibleAmount: 4,
      taxAmount: 0.33,
      totalAmount: 4.33,
      redeemedPoints: 0,
      items: [
        {
          lineNumber: 1,
          sku: "COF16",
          qty: 2,
          description: "Coffee",
          unitPrice: 2.49,
          amount: 4.98,
          uom: "each",
          ageRestricted: false,
          netAmount: 4,
        },
      ],
      appliedRewards: [],
      cancelledRewardIds: ["OLD"],
      eventStartAt: "2026-03-16T14:30:45Z",
      eventEndAt: "2026-03-17T02:30:00Z",
      businessDate: "2026-03-17",
      retryCount: 0,
    })
  })

  it("gives the business day of the store's zone", () => {
    expect(frozen({}, { time_zone: "America/New_York" }).body["businessDate"]).toBe("2026-03-16")
  })

  it("earns only when nothing is granted and nothing redeemed", () => {
    const reward = {
      provider_reward_id: "R-1",
      target_line_number: null,
      quantity: 1,
      amount: 100,
      points_cost: 500,
    }
    expect(frozen({ redeemed_points: 5 }).body["applyRewards"]).toBe(true)
    const { body } = frozen({ granted_rewards: [reward] })
    expect(body["applyRewards"]).toBe(true)
    expect(body["appliedRewards"]).toEqual([
      { rewardId: "R-1", targetLineNumber: null, quantity: 1, amount: 1, pointsCost: 500 },
    ])
  })

  it("leaves out lines of which nothing was handed over", () => {
    expect(frozen({ lines: [{ ...FULFILLED, quantity: 0 }] }).body["items"]).toEqual([])
  })

  it.each([
    [{ ...PHONE, value: "+442079460000" }, {}, "+442079460000"],
    [PHONE, { phone_format: "e164" }, "+14155550100"],
    [{ kind: "card", value: "+14155550100", entry_method: "scan" } as const, {}, "+14155550100"],
  ])("sends the identifier %o under %o as %s", (identifier, settings, value) => {
    expect(frozen({ identifier }, settings).body["loyaltyId"]).toMatchObject({ value })
  })

  it("can do without an identifier", () => {
    expect(frozen({ identifier: null }).body["loyaltyId"]).toBeNull()
  })

  it("writes currencies of no and of three digits", () => {
    expect(frozen({ currency_digits: 0, final_amount: 500 }).body["finalAmount"]).toBe(500)
    expect(frozen({ currency_digits: 3, final_amount: 1234 }).body["finalAmount"]).toBe(1.234)
  })
})

describe("a frozen reversal", () => {
  it("names the order, its number and what is taken back", () => {
    const { idempotency_key, body } = to.frozenReversal(CONNECTION, {
      session: SESSION,
      order_id: "order_1",
      reversal_number: 2,
      currency_digits: 2,
      lines: [FULFILLED],
      granted_rewards: [],
      earned_points: 10,
      redeemed_points: 5,
    })
    expect(idempotency_key).toBe("rev:ACME:0300:order_1:2")
    expect(JSON.parse(body)).toMatchObject({
      originalTransactionId: "order_1",
      reversalId: "order_1-2",
      earnedPoints: 10,
      redeemedPoints: 5,
    })
  })
})

describe("lines", () => {
  it.each([
    ["012345678905", "upcA"],
    ["4006381333931", "ean13"],
    ["96385074", "ean8"],
    ["00012345678905", "gtin"],
    ["4011", "plu"],
    ["94011", "plu"],
    ["123", "none"],
    ["ABC-123", "none"],
  ])("the barcode %s is %s", (barcode, format) => {
    expect(basketItem({ ...LINE, barcode }, 2)).toMatchObject({
      posCode: { format, value: barcode, modifier: "0" },
    })
  })

  it("say what they know and leave out the rest", () => {
    const known = basketItem(
      {
        ...LINE,
        sku: "",
        regular_price_decimal: "2.995",
        merchandise_code: "25",
        product_code: "431",
        minimum_age: 21,
      },
      2,
    )
    expect(known).toMatchObject({
      sku: "line-1",
      regularPrice: 2.995,
      merchandiseCode: "25",
      productCode: "431",
      ageRestricted: true,
      minAge: 21,
      discounts: [{ id: "PROMO", amount: 0.98, reason: "sale" }],
    })
    const bare = basketItem(LINE, 2)
    for (const field of ["posCode", "regularPrice", "merchandiseCode", "productCode", "minAge"]) {
      expect(bare).not.toHaveProperty(field)
    }
    expect(fulfilledItem({ ...FULFILLED, substitutes_line_number: 3 }, 2)).toMatchObject({
      substitutesLineNumber: 3,
    })
  })
})

describe("a calculation", () => {
  it("sums the lines that are there", () => {
    const body = to.calculateBody(CONNECTION, {
      session: SESSION,
      provider_member_id: "CUST-1",
      basket: {
        currency_code: "usd",
        currency_digits: 2,
        lines: [LINE, { ...LINE, line_number: 2, quantity: 0, amount: 999 }],
      },
      fingerprint: "ab",
      selection: { accepted_reward_ids: ["A"], declined_reward_ids: ["D"], redeem_points: 5 },
    })
    expect(JSON.parse(body)).toMatchObject({
      transactionAmount: 4.98,
      items: [{ lineNumber: 1 }],
      acceptedRewardIds: ["A"],
      declinedRewardIds: ["D"],
      redeemPoints: 5,
    })
  })
})

describe("keys", () => {
  const site = (participant_id: string, site_id: string) => ({ participant_id, site_id })

  it("cannot be made to collide by a colon or a line break", () => {
    expect(finalizeKey(site("A:B", "C"), "o")).not.toBe(finalizeKey(site("A", "B:C"), "o"))
    expect(finalizeKey(site("A\r\n", "é'"), "o")).toBe("fin:A%0D%0A:%C3%A9%27:o")
    expect(reversalKey(site("A", "B"), "o", 1)).toBe("rev:A:B:o:1")
    expect(cancelKey(site("A", "B"), "p")).toBe("can:A:B:p")
  })

  it("tell everything apart where names are long, in what a header holds", () => {
    const long = site("&".repeat(100), "%".repeat(100))
    const keys = [
      finalizeKey(long, "order_1"),
      finalizeKey(long, "order_2"),
      finalizeKey(site("&".repeat(100), "#".repeat(100)), "order_1"),
      reversalKey(long, "order_1", 1),
      reversalKey(long, "order_1", 2),
      cancelKey(long, "p-1"),
      cancelKey(long, "p-2"),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    for (const key of keys) {
      expect(key).toMatch(/^(fin|rev|can):[0-9a-f]{64}$/)
    }
    expect(finalizeKey(long, "order_1")).toBe(keys[0])
  })

  it("of dry calls follow the body", () => {
    expect(bodyKey("cal", "a")).toBe(bodyKey("cal", "a"))
    expect(bodyKey("cal", "a")).not.toBe(bodyKey("cal", "b"))
  })
})

describe("business date", () => {
  it.each([
    ["2026-03-08T06:59:59Z", "America/Los_Angeles", "2026-03-07"],
    ["2026-03-08T08:00:00Z", "America/Los_Angeles", "2026-03-08"],
    ["2026-12-31T23:30:00+00:00", "Asia/Tokyo", "2027-01-01"],
    ["2026-03-17T09:02:10Z", "UTC", "2026-03-17"],
  ])("of %s in %s is %s", (at, zone, date) => {
    expect(businessDate(at, zone)).toBe(date)
  })

  it("of no date is a bug", () => {
    expect(() => businessDate("soon", "UTC")).toThrow(RangeError)
  })
})

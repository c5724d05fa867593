import type { RawOrder } from "../../src/workflows/loyalty/utils/read-order"
import { bookReversal } from "../../src/workflows/loyalty/flows/book-reversal"
import { finalizeWhenDue } from "../../src/workflows/loyalty/flows/finalize-when-due"
import { notifyMember } from "../../src/workflows/loyalty/flows/notify-member"
import { orderSummary } from "../../src/workflows/loyalty/flows/order-summary"
import { ordersOfEvent } from "../../src/workflows/loyalty/utils/orders-of-event"
import type { LoyaltyTransactionRow } from "../../src/modules/loyalty/types/rows"
import { BARE_ORDER, rewardOf, sessionOf } from "./snapshots"
import { containerOf } from "./stand-ins"

/** Answers from Medusa's tables, by entity. */
const queryOf = (tables: Record<string, object[]>) => ({
  query: {
    graph: ({ entity }: { entity: string }) => Promise.resolve({ data: tables[entity] ?? [] }),
  },
})

const ORDER_LINE = {
  id: "ordli_1",
  title: "Coffee",
  unit_price: 2.49,
  quantity: 2,
  detail: { quantity: 2, fulfilled_quantity: 2 },
} satisfies NonNullable<RawOrder["items"]>[number]

describe("what a changed order takes back", () => {
  const FULFILLED = {
    lines: [
      {
        order_line_id: "ordli_1",
        line_number: 1,
        quantity: 2,
        amount: 498,
        net_amount: 398,
        foreign_discount: 0,
        tax: 0,
      },
    ],
    granted_rewards: [],
  }

  const book = async (
    over: object = {},
    { order = {}, booked = [null] }: { order?: object; booked?: (object | null)[] } = {},
  ) => {
    const asked: { sequence: number; reason: string }[] = []
    const { container, told } = containerOf(
      {
        sessionOfOrder: () => Promise.resolve(sessionOf({ status: "finalized" })),
        operationOfOrder: () => Promise.resolve({ snapshot: { fulfilled: FULFILLED } }),
        transactionsOfOrder: () =>
          Promise.resolve([{ kind: "finalize", earned_points: 10, redeemed_points: 0 }]),
        reversalsOfOrder: () => Promise.resolve([]),
        bookReversal: (input: { sequence: number; reason: string }) => {
          asked.push(input)
          return Promise.resolve(booked[asked.length - 1] ?? null)
        },
        ...over,
      },
      queryOf({ order: [{ ...BARE_ORDER, items: [ORDER_LINE], ...order }] }),
    )
    const session = await bookReversal(container, "order_1")
    return { session, told, asked }
  }
  const canceled = { status: "canceled", canceled_at: "2026-03-17T00:00:00Z" }
  const returned = {
    items: [{ ...ORDER_LINE, detail: { ...ORDER_LINE.detail, return_received_quantity: 1 } }],
  }

  it("is booked once, with its reason", async () => {
    const back = await book({}, { order: returned, booked: [{ id: "lop_1" }] })
    expect(back.asked).toMatchObject([{ sequence: 1, reason: "returned" }])
    expect(back.told).toEqual([["book_reversal", "booked"]])
    const all = await book({}, { order: canceled, booked: [{ id: "lop_1" }] })
    expect(all.asked).toMatchObject([{ sequence: 1, reason: "order_canceled" }])
  })

  it("is computed anew when another was booked in between, five times at most", async () => {
    const second = await book({}, { order: canceled, booked: [null, { id: "lop_1" }] })
    expect(second.asked).toHaveLength(2)
    expect(second.session).not.toBeNull()
    const never = await book({}, { order: canceled })
    expect(never.asked).toHaveLength(5)
    expect(never.session).toBeNull()
  })

  it.each([
    ["kept all", {}, {}],
    ["is not finalized yet", { sessionOfOrder: () => sessionOf({ status: "active" }) }, canceled],
    ["has no booking", { transactionsOfOrder: () => [] }, canceled],
    ["has no operation", { operationOfOrder: () => null }, canceled],
    ["was adopted without lines", { operationOfOrder: () => ({ snapshot: null }) }, canceled],
  ])("is nothing for an order that %s", async (_which, over, order) => {
    const { asked, session } = await book(over, { order })
    expect([asked, session]).toEqual([[], null])
  })
})

describe("an order that may be due", () => {
  it.each([
    ["without a session", { sessionOfOrder: () => null }],
    ["that is finalized", { sessionOfOrder: () => sessionOf({ status: "finalized" }) }],
    ["without an operation", { operationOfOrder: () => null }],
    ["that is gone", {}],
  ])("%s is left alone", async (_which, over) => {
    const scheduled: unknown[] = []
    const { container } = containerOf(
      {
        sessionOfOrder: () => Promise.resolve(sessionOf({ status: "pending_finalization" })),
        operationOfOrder: () => Promise.resolve({ id: "lop_1" }),
        scheduleOperation: (id: string) => Promise.resolve(scheduled.push(id) > 0),
        ...over,
      },
      queryOf({}),
    )
    const cause = { reason: "test", actor: "test", correlation_id: "test" }
    await finalizeWhenDue(container, { order_id: "order_1", cause })
    expect(scheduled).toEqual([])
  })

  it("of a store that is gone waits for its fulfilment, and is sent by whoever makes it due", async () => {
    const scheduled: unknown[] = []
    const { container } = containerOf(
      {
        sessionOfOrder: () => Promise.resolve(sessionOf({ status: "pending_finalization" })),
        operationOfOrder: () => Promise.resolve({ id: "lop_1" }),
        storeConfig: () => Promise.resolve(null),
        scheduleOperation: (...asked: unknown[]) => {
          scheduled.push(asked)
          // Another process did it a moment ago, and sends it.
          return Promise.resolve(false)
        },
      },
      queryOf({
        order: [
          {
            ...BARE_ORDER,
            items: [{ ...ORDER_LINE, requires_shipping: true }],
            payment_collections: [{ status: "captured" }],
          },
        ],
      }),
    )
    const cause = { reason: "test", actor: "test", correlation_id: "test" }
    await finalizeWhenDue(container, { order_id: "order_1", cause })
    expect(scheduled).toEqual([
      ["lop_1", { count_all: false, is_closed: false, finalize_on: "fulfillment" }],
    ])
  })
})

describe("the summary of an order", () => {
  const summaryOf = (over: object = {}, input: object = {}, tables = {}) => {
    const { container } = containerOf(
      {
        sessionOfOrder: () =>
          Promise.resolve(sessionOf({ status: "active", currency_code: "usd", evaluation: null })),
        rewardsOfSession: () =>
          Promise.resolve([rewardOf(), rewardOf({ provider_reward_id: "B", amount: 0 })]),
        transactionsOfOrder: () => Promise.resolve([]),
        operationOfOrder: () => Promise.resolve(null),
        memberById: () => Promise.resolve(null),
        sessionTokenMatches: (_id: string, token: string) => token === "lst_1",
        ...over,
      },
      queryOf(tables),
    )
    const asked = { order_id: "order_1", customer_id: null, token: "lst_1", ...input }
    return orderSummary(container, asked)
  }

  it("has zero and null for what nobody knows yet", async () => {
    expect(await summaryOf()).toMatchObject({
      status: "pending_finalization",
      earned_points: 0,
      redeemed_points: 0,
      points_balance: null,
      discount_total: 1,
      receipt_id: null,
      rewards: [{ description: "One off", amount: 1 }],
      expected: true,
    })
  })

  it("has the engine's last balance, and nothing earned where the session failed", async () => {
    const booked = [
      { kind: "finalize", earned_points: 10, redeemed_points: 5, points_balance: 105 },
      { kind: "reverse", earned_points: -4, redeemed_points: 0, points_balance: null },
    ].map((row) => ({ discount_total: 100, receipt_id: null, at: new Date(0), ...row }))
    const transactionsOfOrder = () => Promise.resolve(booked)
    const summary = await summaryOf({ transactionsOfOrder })
    expect(summary).toMatchObject({ earned_points: 10, points_balance: 105, expected: false })
    expect(summary.reversals).toMatchObject([{ earned_points: 4, redeemed_points: 0 }])

    const failed = await summaryOf({
      sessionOfOrder: () => sessionOf({ status: "failed", currency_code: "usd" }),
    })
    expect(failed).toMatchObject({ status: "failed", earned_points: 0, expected: false })
  })

  it("names only the rewards that were claimed", async () => {
    const fulfilled = { granted_rewards: [{ provider_reward_id: "B", amount: 50 }] }
    const { rewards, discount_total } = await summaryOf({
      operationOfOrder: () => Promise.resolve({ snapshot: { fulfilled } }),
    })
    expect([rewards, discount_total]).toEqual([[{ description: "One off", amount: 0.5 }], 0.5])
  })

  it("is for the order's customer and the token's holder, and for nobody else", async () => {
    const order = [{ ...BARE_ORDER, customer_id: "cus_1" }]
    const as = (customer_id: string | null, token: string | null = null) =>
      summaryOf({}, { customer_id, token }, { order }).then(
        () => "shown",
        (error: { code?: string }) => error.code,
      )
    expect(await as("cus_1")).toBe("shown")
    expect(await as("cus_1", "lst_other")).toBe("shown")
    expect(await as("cus_2")).toBe("session_not_found")
    expect(await as(null)).toBe("session_not_found")
    expect(await as(null, "lst_other")).toBe("session_not_found")
  })

  it("is that of the cart's session before the order was bound; an order of no cart has none", async () => {
    const liveSessionOfCart = () =>
      Promise.resolve(sessionOf({ status: "active", currency_code: "usd" }))
    const unbound = { sessionOfOrder: () => Promise.resolve(null), liveSessionOfCart }
    const tied = { order_cart: [{ cart_id: "cart_1" }] }
    expect(await summaryOf(unbound, {}, tied)).toMatchObject({ status: "pending_finalization" })
    await expect(summaryOf(unbound)).rejects.toMatchObject({ code: "session_not_found" })
  })
})

describe("the notification of a member", () => {
  const notify = async (notification: object | undefined, orders: object[], fails = false) => {
    const sent: object[] = []
    const { container, logged } = containerOf(
      { storeConfig: () => Promise.resolve({ settings: { notification } }) },
      {
        ...queryOf({ order: orders }),
        notification: {
          createNotifications: (one: object) => {
            sent.push(one)
            return fails ? Promise.reject(new Error("mail")) : Promise.resolve()
          },
        },
      },
    )
    const transaction = {
      order_id: "order_1",
      operation_id: "lop_1",
      currency_code: "usd",
      discount_total: 387,
    } as LoyaltyTransactionRow
    await notifyMember(container, { store_id: "store_1", transaction })
    return { sent, logged }
  }
  const setting = { channel: "email", template: "loyalty" }

  it("goes to the order's address, once", async () => {
    const { sent } = await notify(setting, [{ email: "ann@example.com" }])
    expect(sent).toMatchObject([
      {
        to: "ann@example.com",
        template: "loyalty",
        idempotency_key: "loyalty:lop_1:email",
        data: { discount_total: 3.87 },
      },
    ])
  })

  it("is not sent without a setting or an address", async () => {
    expect((await notify(undefined, [{ email: "ann@example.com" }])).sent).toEqual([])
    expect((await notify(setting, [{ email: null }])).sent).toEqual([])
    expect((await notify(setting, [])).sent).toEqual([])
  })

  it("by push goes to the order's customer, and to nobody without one", async () => {
    const push = [{ channel: "push", template: "points" }, setting]
    const order = { email: "ann@example.com", customer_id: "cus_1" }
    expect((await notify(push, [order])).sent).toMatchObject([
      { to: "cus_1", channel: "push", idempotency_key: "loyalty:lop_1:push" },
      { to: "ann@example.com", channel: "email" },
    ])
    const guest = await notify(push, [{ ...order, customer_id: null }])
    expect(guest.sent).toMatchObject([{ channel: "email" }])
  })

  it("that cannot be sent is logged without the address", async () => {
    const { logged } = await notify(setting, [{ email: "ann@example.com" }], true)
    expect(logged).toEqual(["loyalty: order order_1 was not notified by email: Error"])
  })
})

describe("the orders that an event is about", () => {
  const { container } = containerOf(
    {},
    queryOf({
      order_fulfillment: [{ order_id: "order_shipped" }],
      payment: [{ payment_collection_id: "pay_col_1" }],
      order_payment_collection: [{ order_id: "order_paid" }],
    }),
  )

  it.each([
    ["order.updated", { id: "order_1" }, ["order_1"]],
    ["order.return_received", { order_id: "order_1", id: "return_1" }, ["order_1"]],
    ["shipment.created", { id: "ful_1" }, ["order_shipped"]],
    ["delivery.created", { id: "ful_1" }, ["order_shipped"]],
    ["payment.captured", { id: "pay_1" }, ["order_paid"]],
    ["order.updated", {}, []],
  ])("%s %j", async (name, data, orders) => {
    expect(await ordersOfEvent(container, name, data)).toEqual(orders)
  })

  it("are none for a payment of no order", async () => {
    const without = containerOf({}, queryOf({ payment: [{}] }))
    expect(await ordersOfEvent(without.container, "payment.captured", { id: "pay_1" })).toEqual([])
  })
})

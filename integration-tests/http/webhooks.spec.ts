import { join } from "node:path"

import { ContainerRegistrationKeys, Modules, PaymentWebhookEvents } from "@medusajs/framework/utils"

import { Clerk, describeShop, fulfil, Shopper, waitFor, type Order } from "../helpers"

process.env.LOYALTY_TEST_PAYMENT_PROVIDER = join(__dirname, "../helpers/webhook-payment")

const WEBHOOK = "pp_webhook_test"
const TAX = 1.0825
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const FULL_PRICE = 4.98 + 5.67 + 3.29
const GRANTED = 3.87

/** What a payment provider says, and when it says it late, twice or about what is gone. */
describeShop({
  sites: 1,
  testSuite: ({ http, simulator, shop, admin, stage, getContainer, commits }) => {
    let shopper: Shopper

    beforeAll(async () => {
      await getContainer()
        .resolve(ContainerRegistrationKeys.LINK)
        .create({
          [Modules.REGION]: { region_id: shop.region_id },
          [Modules.PAYMENT]: { payment_provider_id: WEBHOOK },
        })
    })

    beforeEach(async () => {
      shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
      await shopper.identify()
      await shopper.rewards()
      expect((await shopper.select({ accept: ["PTS-500"] })).discount_total).toBe(GRANTED)
      await shopper.beginPayment(WEBHOOK)
    })

    /** The payment that the shopper's provider knows of at this moment. */
    const payment = async () => {
      const { payment_collection } = await shopper.cart()
      const { id = "" } = payment_collection?.payment_sessions?.[0] ?? {}
      return { session_id: id, amount: payment_collection?.amount ?? 0 }
    }
    const say = (
      action: "authorized" | "captured",
      about: { session_id: string; amount: number },
    ): Promise<void> =>
      getContainer()
        .resolve(Modules.EVENT_BUS)
        .emit({
          name: PaymentWebhookEvents.WebhookReceived,
          data: {
            provider: WEBHOOK,
            payload: { data: { action, ...about }, rawData: "", headers: {} },
          },
        })
    const ordersOfCart = () =>
      stage.sql<{ order_id: string }>("SELECT order_id FROM order_cart WHERE cart_id = ?", [
        shopper.cart_id,
      ])
    const ordered = async (): Promise<Order> => {
      const [row] = await waitFor(async () => {
        const found = await ordersOfCart()
        return found.length > 0 && found
      })
      return new Clerk(http, admin, shop.location_id).order(row!.order_id)
    }
    const held = async (order: Order): Promise<number[]> => {
      const rows = await stage.sql<{ amount: number }>(
        `SELECT p.amount::float AS amount FROM payment p
           JOIN order_payment_collection USING (payment_collection_id) WHERE order_id = ?`,
        [order.id],
      )
      return rows.map(({ amount }) => amount)
    }

    it("that comes after the order was finalized changes neither, however often", async () => {
      const paid = await payment()
      const { data } = await shopper.complete()
      const { order } = data as { order: Order }
      await waitFor(() => stage.operation(order.id))
      await fulfil(http, admin, order)
      await stage.finalized(order.id)

      for (const action of ["authorized", "captured", "captured"] as const) {
        await say(action, paid)
      }
      await waitFor(async () => {
        const [row] = await stage.sql<{ captured_at: Date | null }>(
          "SELECT captured_at FROM payment WHERE payment_session_id = ?",
          [paid.session_id],
        )
        return row?.captured_at
      })
      await stage.sweep()
      expect(await ordersOfCart()).toHaveLength(1)
      expect(await held(order)).toEqual([expect.closeTo(order.total, 4)])
      expect(await stage.statusOf(order.id)).toBe("finalized")
      expect(commits(order.id)).toBe(1)
    })

    it("that is said five times at once makes one order, which is booked once", async () => {
      const paid = await payment()
      const actions = ["authorized", "captured", "authorized", "captured", "captured"] as const
      await Promise.all(actions.map((action) => say(action, paid)))
      const order = await ordered()
      await waitFor(async () => (await stage.statusOf(order.id)) === "pending_finalization")
      expect(await ordersOfCart()).toHaveLength(1)
      expect(order.total).toBeCloseTo((FULL_PRICE - GRANTED) * TAX, 4)
      expect(await held(order)).toEqual([expect.closeTo(order.total, 4)])

      await fulfil(http, admin, order)
      await stage.finalized(order.id)
      expect(commits(order.id)).toBe(1)
    })

    it("about a payment that a released session took back makes no order at the old price", async () => {
      const old = await payment()
      const { cart_id, session_id } = shopper.keys()
      const path = `/store/loyalty/session/${session_id}?cart_id=${cart_id}`
      expect((await shopper.delete(path)).status).toBe(200)

      await say("captured", old)
      await say("authorized", old)
      await stage.sweep()
      expect(await ordersOfCart()).toEqual([])
      expect(simulator.books().transactions).toEqual([])

      // The shopper pays what the cart costs now, and that is what the order costs.
      const { payment_collection } = await shopper.cart()
      await shopper.payAgain(payment_collection?.id ?? "", WEBHOOK)
      const now = await payment()
      expect(now.amount).toBeCloseTo(FULL_PRICE * TAX, 4)
      await say("captured", now)
      const order = await ordered()
      expect(order.total).toBeCloseTo(FULL_PRICE * TAX, 4)
      expect(await held(order)).toEqual([expect.closeTo(order.total, 4)])
      expect(await stage.operations(order.id)).toEqual([])
    })

    it("that comes when the session's time is over makes the order at the price that was paid", async () => {
      const paid = await payment()
      await stage.sql(
        `UPDATE loyalty_engine_session SET expires_at = now() - interval '1 minute' WHERE id = ?`,
        [shopper.keys().session_id],
      )
      await stage.expire()
      await say("captured", paid)
      const order = await ordered()
      expect(order.total).toBeCloseTo((FULL_PRICE - GRANTED) * TAX, 4)
      expect(await held(order)).toEqual([expect.closeTo(order.total, 4)])

      await waitFor(async () => (await stage.statusOf(order.id)) === "pending_finalization")
      await fulfil(http, admin, order)
      await stage.finalized(order.id)
      expect(commits(order.id)).toBe(1)
      expect(await stage.adjustmentsDue(order.id)).toEqual([])
    })
  },
})

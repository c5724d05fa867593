import type { LoyaltyFinalizeOn } from "../../src/types/http/admin"
import { describeShop, fulfil, holdUpdates, Shopper, waitFor, type Order } from "../helpers"

const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const CAUSE = { actor_id: "test", correlation_id: "test" }

interface AdminOrder {
  id: string
  status: string
  total: number
  tax_total: number
  discount_subtotal: number
  fulfillments: { id: string }[]
  items: {
    variant_sku: string
    adjustments: { amount: number; code: string | null; description: string | null }[]
  }[]
}

describeShop({
  testSuite: ({ http, simulator, shop, stage, admin, commits }) => {
    let shopper: Shopper

    /** Coffee 0.98, candy 1.89 and the accepted dollar: 3.87 of 13.94. */
    const ready = async (): Promise<void> => {
      await shopper.fill(BASKET)
      await shopper.identify()
      await shopper.rewards()
      expect((await shopper.select({ accept: ["PTS-500"] })).discount_total).toBe(3.87)
    }
    const bought = async (): Promise<Order> => {
      await ready()
      const order = await shopper.placeOrder()
      await waitFor(() => stage.operation(order.id))
      return order
    }
    const adminOrder = async (id: string): Promise<AdminOrder> => {
      const fields = "fields=*items,*items.adjustments,*fulfillments,+total,+tax_total"
      const { data } = await http.get(
        `/admin/orders/${id}?${fields},%2Bdiscount_subtotal`.replace(",+", ",%2B"),
        admin,
      )
      return (data as { order: AdminOrder }).order
    }
    const finalizeOn = (finalize_on: LoyaltyFinalizeOn) =>
      stage.service.saveStoreConfig({ store_id: shop.sites[0]?.store_id ?? "", finalize_on }, CAUSE)
    /** As if the placed event had been lost: no operation, and the session still open. */
    const forgetPlacement = async (order_id: string): Promise<void> => {
      await stage.sql("DELETE FROM loyalty_engine_operation WHERE order_id = ?", [order_id])
      await stage.sql(
        `UPDATE loyalty_engine_session SET status = 'active', order_id = NULL WHERE order_id = ?`,
        [order_id],
      )
    }
    /** Whatever was sent has arrived: the bus works in this process, and the sweeper does the rest. */
    const settle = async (): Promise<void> => {
      await stage.sweep()
      await stage.drain()
    }

    beforeEach(() => {
      shopper = new Shopper(http, shop)
    })

    describe("placing an order", () => {
      it("carries every cent of the approved discounts to the order, and tax after them", async () => {
        await ready()
        const cart = await shopper.cart()
        const placed = await shopper.placeOrder()
        const order = await adminOrder(placed.id)

        const taken = order.items.map(({ variant_sku, adjustments }) => [
          variant_sku,
          adjustments.map(({ amount }) => amount).sort(),
        ])
        // The dollar falls on 4.00, 3.78 and 3.29 by largest remainder: 36, 34 and 30 cents.
        expect(Object.fromEntries(taken)).toEqual({
          COF16: [0.36, 0.98],
          CANDY: [0.34, 1.89],
          ENERGY: [0.3],
        })
        for (const { adjustments } of order.items) {
          for (const { code, description } of adjustments) {
            expect(code).toBeNull()
            expect(description).toMatch(/\[loyalty:[0-9a-f]{16}:[0-9a-f]{16}:[0-9a-f]{16}\]$/)
          }
        }
        // 13.94 - 3.87 = 10.07, and 8.25 % of it.
        expect(order.tax_total).toBeCloseTo(0.830775, 6)
        expect(order.total).toBeCloseTo(10.900775, 6)
        expect(cart.total).toBeCloseTo(order.total, 6)
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })

      it("is done once for five more events, the sweeper and the drain", async () => {
        const order = await bought()
        await stage.emit("order.placed", { id: order.id }, 5)
        await settle()
        await stage.emit("order.placed", { id: order.id }, 5)
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        await stage.emit("order.placed", { id: order.id })
        await stage.emit("order.completed", { id: order.id }, 3)
        await settle()

        expect(await stage.operations(order.id)).toHaveLength(1)
        expect(commits(order.id)).toBe(1)
        expect(simulator.requests({ endpoint: "finalize" })).toHaveLength(1)
        expect(await stage.service.transactionsOfOrder(order.id)).toHaveLength(1)
        expect(await stage.transitions(shopper.keys().session_id)).toEqual([
          ">active",
          "active>pending_finalization",
          "pending_finalization>finalized",
        ])
      })

      it("is finalized by a fulfilment that comes while it is bound, and was read before", async () => {
        const waiting = (wait_event_type: string) =>
          waitFor(async () => {
            const rows = await stage.sql(
              `SELECT 1 FROM pg_stat_activity WHERE wait_event_type = ?
                  AND datname = current_database() AND query LIKE '%loyalty_engine_session%'`,
              [wait_event_type],
            )
            return rows.length > 0
          })
        await ready()
        const letGo = await holdUpdates(
          stage,
          "loyalty_engine_session",
          "NEW.status = 'pending_finalization'",
        )
        const order = await shopper.placeOrder()
        try {
          await waiting("Timeout")
          await fulfil(http, admin, order)
          await waiting("Lock")
        } finally {
          await letGo()
        }

        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
      })

      it("is found by the sweeper when its event was lost", async () => {
        const order = await bought()
        await forgetPlacement(order.id)
        expect(await shopper.summary(order.id)).toMatchObject({ status: "pending_finalization" })

        await stage.sweep()

        expect(await stage.statusOf(order.id)).toBe("pending_finalization")
        expect(await stage.operations(order.id)).toHaveLength(1)
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        expect(await shopper.summary(order.id)).toMatchObject({
          earned_points: 30,
          redeemed_points: 500,
          discount_total: 3.87,
        })
        expect(commits(order.id)).toBe(1)
      })

      it("is made up for by a later event, and the late one changes nothing", async () => {
        const order = await bought()
        await forgetPlacement(order.id)
        await fulfil(http, admin, order)
        await stage.finalized(order.id)

        await stage.emit("order.placed", { id: order.id }, 2)
        await settle()
        expect(await stage.statusOf(order.id)).toBe("finalized")
        expect(commits(order.id)).toBe(1)
      })

      it("gives one order, one session and one commit to two completes at once", async () => {
        await ready()
        await shopper.beginPayment()
        const answers = await Promise.all([shopper.complete(), shopper.complete()])
        const orders = answers
          .map(({ data }) => (data as { order?: Order }).order)
          .filter((order) => order !== undefined)
        const [order] = orders
        if (!order) {
          throw new Error(`No order: ${JSON.stringify(answers.map(({ data }) => data))}`)
        }

        expect(new Set(orders.map(({ id }) => id)).size).toBe(1)
        await waitFor(() => stage.operation(order.id))
        const again = await shopper.complete()
        expect((again.data as { order: Order }).order.id).toBe(order.id)
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        expect(
          await stage.sql("SELECT order_id FROM order_cart WHERE cart_id = ?", [shopper.cart_id]),
        ).toEqual([{ order_id: order.id }])
        expect(commits(order.id)).toBe(1)
        expect(await stage.service.listLoyaltySessions({ cart_id: shopper.cart_id })).toHaveLength(
          1,
        )
      })

      it("discards a reply to a basket that changed while it was asked for", async () => {
        await shopper.fill(BASKET)
        await shopper.identify()
        const slow = simulator.addFault({
          kind: "latency",
          endpoint: "calculateRewards",
          times: 1,
          params: { ms: 1_500 },
        })
        const asking = shopper.rewards()
        await waitFor(() => (simulator.faults().find(({ id }) => id === slow.id)?.hits ?? 1) > 0)
        await shopper.setQuantity("COF16", 1)
        const state = await asking

        // One coffee is no pair: only the candy bar is left to give.
        expect(state).toMatchObject({ availability: "ok", discount_total: 1.89 })
        expect((await shopper.cart()).discount_subtotal).toBe(1.89)
        const hashes = simulator
          .requests({ endpoint: "calculateRewards" })
          .map(({ body }) => (body as { basketHash: string }).basketHash)
        expect(new Set(hashes).size).toBeGreaterThan(1)
        const order = await shopper.placeOrder()
        expect(order.total).toBeCloseTo((11.45 - 1.89) * 1.0825, 6)
      })
    })

    describe("time and switches", () => {
      const runOut = () =>
        stage.sql("UPDATE loyalty_engine_session SET expires_at = now() - interval '1 second'")
      const switchOff = () =>
        stage.service.saveStoreConfig(
          { store_id: shop.sites[0]?.store_id ?? "", enabled: false },
          CAUSE,
        )

      it("end a session nobody came back to, and its discounts leave the cart", async () => {
        await ready()
        await stage.expire()
        expect((await shopper.cart()).discount_subtotal).toBe(3.87)
        await runOut()
        await stage.expire()

        expect(await stage.service.sessionById(shopper.keys().session_id)).toMatchObject({
          status: "failed",
          failure_reason: "expired",
        })
        expect((await shopper.cart()).discount_subtotal).toBe(0)
      })

      it("leave a cart alone whose payment has begun, until nobody can be paying any more", async () => {
        const overFor = (days: number) =>
          stage.sql(
            "UPDATE loyalty_engine_session SET expires_at = now() - make_interval(days => ?)",
            [days],
          )
        await ready()
        const { amount } = await shopper.beginPayment()
        await overFor(13)
        await stage.expire()
        expect(await stage.lastRun("expire-sessions")).toMatchObject({ figures: { looked_at: 0 } })
        expect(await shopper.cart()).toMatchObject({ discount_subtotal: 3.87 })
        expect(await stage.service.sessionById(shopper.keys().session_id)).toMatchObject({
          status: "active",
        })

        await overFor(15)
        await stage.expire()
        expect(await stage.service.sessionById(shopper.keys().session_id)).toMatchObject({
          status: "failed",
          failure_reason: "expired",
        })
        const cart = await shopper.cart()
        expect(cart.discount_subtotal).toBe(0)
        expect(cart.payment_collection?.amount).toBeCloseTo(cart.total, 6)
        expect(cart.total).toBeCloseTo(amount + 3.87 * 1.0825, 6)
        expect(cart.payment_collection?.payment_sessions).toEqual([])
      })

      it("do not end the session of an order, event or no event", async () => {
        const order = await bought()
        await runOut()
        await stage.expire()
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")

        await forgetPlacement(order.id)
        await stage.expire()
        expect(await stage.statusOf(order.id)).toBe("pending_finalization")
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
      })

      it("let an order be finalized whose store was switched off meanwhile", async () => {
        const order = await bought()
        await switchOff()
        await fulfil(http, admin, order)

        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
      })

      it("end the session of an open cart whose store was switched off", async () => {
        await ready()
        await switchOff()
        // The basket stays what it was approved as: only the store says that it is over.
        await shopper.post(`/store/carts/${shopper.cart_id}`, {
          billing_address: { address_1: "2 Main St", city: "Austin", country_code: "us" },
        })
        const session = await waitFor(async () => {
          const found = await stage.service.sessionById(shopper.keys().session_id)
          return found?.status === "failed" && found
        })

        expect(session.failure_reason).toBe("store_disabled")
        expect((await shopper.cart()).discount_subtotal).toBe(0)
        const order = await shopper.placeOrder()
        expect(order.total).toBeCloseTo(13.94 * 1.0825, 6)
        expect(await stage.operations(order.id)).toEqual([])
      })
    })

    describe("when a store finalizes", () => {
      const deliver = async (order_id: string): Promise<void> => {
        const [fulfillment] = (await adminOrder(order_id)).fulfillments
        const path = `/admin/orders/${order_id}/fulfillments/${fulfillment?.id}/mark-as-delivered`
        await http.post(path, {}, admin)
      }
      const complete = (order_id: string) =>
        http.post(`/admin/orders/${order_id}/complete`, {}, admin)
      const waits = async (order_id: string): Promise<void> => {
        await settle()
        expect(await stage.statusOf(order_id)).toBe("pending_finalization")
        expect(commits(order_id)).toBe(0)
      }

      it("order_placed: at once, for all that was bought", async () => {
        await finalizeOn("order_placed")
        const order = await bought()

        await stage.finalized(order.id)
        expect(await shopper.summary(order.id)).toMatchObject({ earned_points: 30 })
      })

      it("fulfillment: when the last line is handed over", async () => {
        const order = await bought()
        await waits(order.id)
        await fulfil(http, admin, order)

        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
      })

      it("delivery: when the last fulfilment was delivered", async () => {
        await finalizeOn("delivery")
        const order = await bought()
        await fulfil(http, admin, order)
        await waits(order.id)
        await deliver(order.id)

        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
      })

      it("order_completed: when a person says so", async () => {
        await finalizeOn("order_completed")
        const order = await bought()
        await fulfil(http, admin, order)
        await deliver(order.id)
        await waits(order.id)
        await complete(order.id)

        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
      })

      it("any of them: never while nothing is paid", async () => {
        await finalizeOn("order_placed")
        await ready()
        await stage.sql(
          `CREATE OR REPLACE FUNCTION unpaid() RETURNS trigger LANGUAGE plpgsql AS
             $$ BEGIN NEW.status := 'not_paid'; RETURN NEW; END $$`,
        )
        await stage.sql(
          `CREATE TRIGGER unpaid BEFORE INSERT OR UPDATE ON payment_collection
             FOR EACH ROW EXECUTE FUNCTION unpaid()`,
        )
        const order = await shopper.placeOrder()
        await waitFor(() => stage.operation(order.id))
        await fulfil(http, admin, order)
        await waits(order.id)

        await stage.sql("DROP TRIGGER unpaid ON payment_collection")
        await stage.sql("UPDATE payment_collection SET status = 'authorized'")
        await stage.sweep()
        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
      })
    })
  },
})

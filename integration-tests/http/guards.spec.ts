import { join } from "node:path"

import type { ICartModuleService, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PaymentWebhookEvents } from "@medusajs/framework/utils"
import { completeCartWorkflow, updateLineItemInCartWorkflow } from "@medusajs/medusa/core-flows"

import type { LoyaltyModuleService } from "../../src/modules/loyalty/service"
import type { LoyaltyTotalChangedBody } from "../../src/types/http/store"
import { Clerk, describeShop, guardCounts, Shopper, waitFor, type Order } from "../helpers"

process.env.LOYALTY_TEST_PAYMENT_PROVIDER = join(__dirname, "../helpers/webhook-payment")

const WEBHOOK = "pp_webhook_test"
const TAX = 1.0825

describeShop({
  testSuite: ({ http, simulator, shop, admin, stage, getContainer }) => {
    let container: MedusaContainer
    let carts: ICartModuleService
    let refuseUpdates = false

    const service = () => container.resolve<LoyaltyModuleService>("loyalty_engine")

    /** Changes a line behind the back of every HTTP guard, as another process or plugin might. */
    const shrinkBehind = async (shopper: Shopper, sku: string, quantity: number) => {
      const { id } = await shopper.line(sku)
      await carts.updateLineItems(id, { quantity })
    }

    const orderOf = async (cart_id: string): Promise<string | null> => {
      const { data } = await container
        .resolve(ContainerRegistrationKeys.QUERY)
        .graph({ entity: "order_cart", fields: ["order_id"], filters: { cart_id } })
      return (data as { order_id: string }[])[0]?.order_id ?? null
    }

    /** What an order's lines carry off, in cents by SKU. */
    const discounts = ({ items }: Order): Record<string, number> =>
      Object.fromEntries(
        items
          .map(({ variant_sku, adjustments }) => [
            variant_sku,
            Math.round(100 * adjustments.reduce((sum, { amount }) => sum + amount, 0)),
          ])
          .filter(([, cents]) => cents !== 0),
      ) as Record<string, number>

    const webhook = async (shopper: Shopper, action: "authorized" | "captured") => {
      const cart = await shopper.cart()
      const session_id = cart.payment_collection?.payment_sessions?.[0]?.id
      const amount = cart.payment_collection?.amount
      await container.resolve(Modules.EVENT_BUS).emit({
        name: PaymentWebhookEvents.WebhookReceived,
        data: {
          provider: WEBHOOK,
          payload: { data: { action, session_id, amount }, rawData: "", headers: {} },
        },
      })
    }

    /** A shopper whose 3.87 off are approved and on the cart. */
    const withDiscount = async ({ is_shipped = false } = {}): Promise<Shopper> => {
      const shopper = new Shopper(http, shop)
      await shopper.fill({ COF16: 2, CANDY: 3, ENERGY: 1 })
      if (is_shipped) {
        await shopper.chooseShipping()
      }
      await shopper.identify()
      await shopper.rewards()
      const session = await shopper.select({ accept: ["PTS-500"] })
      expect(session.discount_total).toBe(3.87)
      return shopper
    }

    beforeAll(async () => {
      container = getContainer()
      carts = container.resolve(Modules.CART)
      await container.resolve(ContainerRegistrationKeys.LINK).create({
        [Modules.REGION]: { region_id: shop.region_id },
        [Modules.PAYMENT]: { payment_provider_id: WEBHOOK },
      })
      updateLineItemInCartWorkflow.hooks.validate(() => {
        if (refuseUpdates) {
          throw new Error("refused by the test")
        }
      })
    })

    beforeEach(() => {
      refuseUpdates = false
    })

    it("holds the completion hook", () => {
      expect(service().completionGuardState()).toBe("held")
    })

    describe("G0, before a payment begins", () => {
      it("evaluates a stale basket, so that the payment asks for what was granted", async () => {
        // Chosen now, its event would let the discounts follow before the guard does.
        const shopper = await withDiscount({ is_shipped: true })
        await shrinkBehind(shopper, "CANDY", 1)
        const before = await guardCounts(http)

        const reply = await shopper.post("/store/payment-collections", {
          cart_id: shopper.cart_id,
        })
        const { payment_collection } = reply.data as { payment_collection: { id: string } }
        const { amount } = await shopper.payAgain(payment_collection.id)

        // Without three candies the club's free one is gone: 0.98 and 1.00 are left.
        expect(amount).toBeCloseTo((4.98 + 1.89 + 3.29 - 1.98) * TAX, 2)
        expect(simulator.requests({ endpoint: "calculateRewards" }).at(-1)?.effect).toBe(false)
        expect((await guardCounts(http)).since(before)).toHaveProperty("payment_start pass")
      })

      it("leaves a payment alone when a new evaluation changes nothing", async () => {
        const shopper = await withDiscount()
        await shopper.beginPayment()
        const before = (await shopper.cart()).payment_collection?.payment_sessions?.[0]?.id

        await shopper.rewards()
        await stage.sql(
          `update loyalty_engine_session set evaluated_at = now() - interval '1 hour' where cart_id = ?`,
          [shopper.cart_id],
        )
        await shopper.rewards()

        expect((await shopper.cart()).payment_collection?.payment_sessions?.[0]?.id).toBe(before)
      })
    })

    describe("G1, while a cart changes", () => {
      const big = async (): Promise<Shopper> => {
        const shopper = new Shopper(http, shop)
        await shopper.fill({ CARWASH: 2, WATER: 1 })
        await shopper.identify()
        await shopper.rewards()
        await shopper.select({ accept: ["PTS-2000"] })
        return shopper
      }

      it("caps our discount in the reply when a line shrinks below it", async () => {
        const shopper = await withDiscount()
        const before = await guardCounts(http)
        // Three bars carry 1.89 and a part of the dollar: more than one bar is worth.
        const cart = await shopper.setQuantity("CANDY", 1)
        const candy = cart.items.find(({ variant_id }) => variant_id === shop.variants["CANDY"])
        const off = candy?.adjustments.reduce((sum, { amount }) => sum + amount, 0)
        expect(off).toBeCloseTo(1.89, 5)
        expect((await guardCounts(http)).since(before)).toHaveProperty("cart_change fits")
      })

      it("caps beside a promotion that takes nearly everything", async () => {
        const shopper = await big()
        await container.resolve(Modules.PROMOTION).createPromotions({
          code: "NEARLY",
          type: "standard",
          status: "active",
          application_method: {
            type: "percentage",
            value: 99,
            currency_code: "usd",
            target_type: "items",
            allocation: "across",
          },
        })
        const before = await guardCounts(http)
        const { data } = await shopper.post(`/store/carts/${shopper.cart_id}/promotions`, {
          promo_codes: ["NEARLY"],
        })
        const { cart } = data as { cart: { total: number } }
        // 99 % went, and ours took the last cents of the lines it is on.
        expect(cart.total).toBeGreaterThanOrEqual(0)
        expect((await guardCounts(http)).since(before)).toMatchObject({ "cart_change capped": 1 })
        for (const line of (await shopper.cart()).items) {
          const off = line.adjustments.reduce((sum, { amount }) => sum + amount, 0)
          expect(off).toBeLessThanOrEqual(line.unit_price * line.quantity + 1e-9)
        }
      })

      it("puts the discount back when the request fails", async () => {
        const shopper = await withDiscount()
        const before = (await shopper.cart()).discount_subtotal
        refuseUpdates = true
        const { id } = await shopper.line("CANDY")
        const { status } = await shopper.post(`/store/carts/${shopper.cart_id}/line-items/${id}`, {
          quantity: 0.5,
        })
        expect(status).toBeGreaterThanOrEqual(400)
        expect((await shopper.cart()).discount_subtotal).toBe(before)
      })

      it("keeps the session of a guest who types another e-mail", async () => {
        const shopper = await withDiscount()
        await shopper.post(`/store/carts/${shopper.cart_id}`, { email: "somebody@example.com" })
        const session = await shopper.rewards()
        expect(session).toMatchObject({ status: "active", discount_total: 3.87 })
        expect((await shopper.cart()).discount_subtotal).toBe(3.87)
      })

      it("releases the session of a cart that moves to another sales channel", async () => {
        const shopper = await withDiscount()
        await shopper.post(`/store/carts/${shopper.cart_id}`, {
          sales_channel_id: shop.sites[1]?.sales_channel_id,
        })
        expect((await shopper.cart()).discount_subtotal).toBe(0)
        const session = await service().sessionById(shopper.session?.id ?? "")
        expect(session).toMatchObject({ status: "failed", failure_reason: "channel_changed" })
      })
    })

    describe("G2, when a cart completes over HTTP", () => {
      it("answers 409 with both totals, and the new total completes", async () => {
        const shopper = await withDiscount()
        const { amount } = await shopper.beginPayment()
        await shrinkBehind(shopper, "CANDY", 1)
        const before = await guardCounts(http)

        const refused = await shopper.complete()
        // A shopper who complains of it can quote the id that log and engine have.
        const asked = simulator.requests({ endpoint: "calculateRewards" }).at(-1)
        expect(refused.headers["x-correlation-id"]).toMatch(/^lcor_/)
        expect(refused.headers["x-correlation-id"]).toBe(asked?.headers["x-correlation-id"])
        expect((await guardCounts(http)).since(before)).toMatchObject({
          "completion total_changed": 1,
        })

        const body = refused.data as LoyaltyTotalChangedBody
        const total = (4.98 + 1.89 + 3.29 - 1.98) * TAX
        expect(refused.status).toBe(409)
        expect(body.code).toBe("loyalty_total_changed")
        expect(body.previous_total).toBeCloseTo(amount, 4)
        expect(body.total).toBeCloseTo(total, 4)
        expect(body.message).toContain(String(body.total))
        expect(body.loyalty_session?.discount_total).toBe(1.98)
        expect(await orderOf(shopper.cart_id)).toBeNull()

        const again = await shopper.payAgain((await shopper.cart()).payment_collection?.id ?? "")
        expect(again.amount).toBeCloseTo(total, 4)
        const done = await shopper.complete()
        expect(done.data).toMatchObject({ type: "order" })
        expect((done.data as { order: Order }).order.total).toBeCloseTo(total, 4)
      })

      it("takes the discounts off once when the engine is down and the basket changed", async () => {
        const shopper = await withDiscount()
        await shopper.beginPayment()
        await shrinkBehind(shopper, "CANDY", 1)
        simulator.addFault({ kind: "reset", endpoint: "*" })

        const refused = await shopper.complete()
        expect(refused.status).toBe(409)
        expect((refused.data as LoyaltyTotalChangedBody).total).toBeCloseTo(10.16 * TAX, 4)

        await shopper.payAgain((await shopper.cart()).payment_collection?.id ?? "")
        const done = await shopper.complete()
        expect(done.data).toMatchObject({ type: "order" })
        expect((done.data as { order: Order }).order.total).toBeCloseTo(10.16 * TAX, 4)
      })

      it("keeps the approved price when the engine is down and nothing changed", async () => {
        const shopper = await withDiscount()
        await shopper.beginPayment()
        simulator.addFault({ kind: "reset", endpoint: "*" })
        await stage.sql(
          `update loyalty_engine_session set evaluated_at = now() - interval '1 hour' where cart_id = ?`,
          [shopper.cart_id],
        )
        const done = await shopper.complete()
        expect(done.data).toMatchObject({ type: "order" })
        expect((done.data as { order: Order }).order.total).toBeCloseTo(10.07 * TAX, 4)
      })

      it("answers a completed cart's second completion with the same order", async () => {
        const shopper = await withDiscount()
        const order = await shopper.placeOrder()
        const again = await shopper.complete()
        expect((again.data as { order: Order }).order.id).toBe(order.id)
      })

      it("makes one order of two completions at once", async () => {
        const shopper = await withDiscount()
        await shopper.beginPayment()
        await Promise.all([shopper.complete(), shopper.complete()])
        const order_id = await waitFor(async () => (await orderOf(shopper.cart_id)) ?? undefined)
        const operation = await waitFor(
          async () => (await service().operationOfOrder(order_id)) ?? undefined,
        )
        expect(operation.kind).toBe("finalize")
      })
    })

    describe("G3, when a cart completes without HTTP", () => {
      it("makes no order for less than was approved", async () => {
        const shopper = await withDiscount()
        await shopper.beginPayment()
        await shrinkBehind(shopper, "CANDY", 1)
        const before = await guardCounts(http)
        const { errors } = await completeCartWorkflow(container).run({
          input: { id: shopper.cart_id },
          throwOnError: false,
        })
        expect(errors).toHaveLength(1)
        expect(await orderOf(shopper.cart_id)).toBeNull()
        expect((await guardCounts(http)).since(before)).toEqual({ "hook refused": 1 })
      })

      it("makes no free order of a negative total", async () => {
        const shopper = new Shopper(http, shop)
        await shopper.fill({ CARWASH: 2 })
        await shopper.identify()
        await shopper.rewards()
        await shopper.select({ accept: ["PTS-2000"] })
        await shopper.beginPayment()
        const { id } = await shopper.line("CARWASH")
        await carts.updateLineItems(id, { unit_price: 1, quantity: 1 })

        const { errors } = await completeCartWorkflow(container).run({
          input: { id: shopper.cart_id },
          throwOnError: false,
        })
        expect(errors).toHaveLength(1)
        expect(await orderOf(shopper.cart_id)).toBeNull()
      })

      it("lets an untouched cart through by authorized webhook, and binds it to its session", async () => {
        const shopper = await withDiscount()
        await shopper.beginPayment(WEBHOOK)
        await webhook(shopper, "authorized")
        const order_id = await waitFor(async () => (await orderOf(shopper.cart_id)) ?? undefined)
        const session = await waitFor(
          async () => (await service().sessionOfOrder(order_id)) ?? undefined,
        )
        expect(session.status).toBe("pending_finalization")
      })

      it("refuses a webhook's completion while nothing is captured and the discount is stale", async () => {
        const shopper = await withDiscount()
        await shopper.beginPayment(WEBHOOK)
        await shrinkBehind(shopper, "CANDY", 1)
        const before = await guardCounts(http)
        await webhook(shopper, "authorized")
        await waitFor(async () => (await guardCounts(http)).since(before)["hook refused"] === 1)
        expect(await orderOf(shopper.cart_id)).toBeNull()

        // The shopper is told, pays the new total and has the order.
        const told = await shopper.complete()
        expect(told.status).toBe(409)
        const { payment_collection, total } = await shopper.cart()
        const { amount } = await shopper.payAgain(payment_collection?.id ?? "", WEBHOOK)
        expect(amount).toBeCloseTo(total, 4)
        const { data } = await shopper.complete()
        const { order } = data as { order: { id: string; total: number } }
        expect(order.total).toBeCloseTo(amount, 4)
        expect(await orderOf(shopper.cart_id)).toBe(order.id)
      })

      it("never loses a captured order: it goes through and the excess is flagged (G4)", async () => {
        const shopper = await withDiscount()
        await shopper.beginPayment(WEBHOOK)
        await shrinkBehind(shopper, "CANDY", 1)
        const before = await guardCounts(http)
        await webhook(shopper, "captured")
        const order_id = await waitFor(async () => (await orderOf(shopper.cart_id)) ?? undefined)
        const [due] = await waitFor(async () => {
          const found = await service().listLoyaltyAdjustmentDues({ order_id })
          return found.length > 0 ? found : undefined
        })
        expect(due).toMatchObject({ kind: "discount_above_approval", amount: 387 })
        const counts = await guardCounts(http)
        // The events of the order and of its payment look at it at once; one row is listed.
        expect(counts.since(before)).toMatchObject({
          "hook paid": 1,
          "order flagged": expect.any(Number),
        })
        const operation = await service().operationOfOrder(order_id)
        expect(operation?.snapshot).toMatchObject({ placement: { rewards: [] } })
        const { data } = await http.get(`/admin/orders/${order_id}?fields=payment_status`, admin)
        expect(data).toMatchObject({ order: { payment_status: "captured" } })
      })

      it("asks nobody for a flagged discount again when the order is edited", async () => {
        const shopper = await withDiscount()
        await shopper.beginPayment(WEBHOOK)
        await shrinkBehind(shopper, "CANDY", 2)
        await webhook(shopper, "captured")
        const order_id = await waitFor(async () => (await orderOf(shopper.cart_id)) ?? undefined)
        await waitFor(() => stage.operation(order_id))
        const clerk = new Clerk(http, admin, shop.location_id)
        const before = await clerk.order(order_id)
        const off = discounts(before)
        expect(Object.values(off).reduce((sum, amount) => sum + amount, 0)).toBe(387)

        await clerk.edit(before, { quantities: { ENERGY: 0 } })
        const after = await clerk.order(order_id)

        // The drink's part went with the drink; on the others everything stays.
        const { ENERGY: gone = 0, ...stays } = off
        expect(gone).toBeGreaterThan(0)
        expect(discounts(after)).toEqual(stays)
        expect(before.total - after.total).toBeCloseTo((3.29 - gone / 100) * TAX, 4)
        expect(after.summary.pending_difference).toBeLessThanOrEqual(0)
      })
    })
  },
})

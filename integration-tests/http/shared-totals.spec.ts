import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { completeCartWorkflow, createCartCreditLinesWorkflow } from "@medusajs/medusa/core-flows"

import type { assertLoyaltyDiscounts as assertType } from "../../src/workflows/loyalty/flows/assert-loyalty-discounts"
import { describeShop, fulfil, refusal, Shopper, waitFor, type Order } from "../helpers"

const TAX = 1.0825
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
/** 4.98 + 5.67 + 3.29. */
const GOODS = 13.94
const NO_PAYMENT = {
  type: "invalid_data",
  message: "Payment sessions are required to complete cart",
}

interface Assert {
  assertLoyaltyDiscounts: typeof assertType
}

/** What is left of a cart when others have paid or discounted their part of it. */
describeShop({
  sites: 1,
  testSuite: ({ http, simulator, shop, admin, stage, getContainer, commits }) => {
    let container: MedusaContainer

    beforeAll(() => {
      container = getContainer()
    })

    /** Pays a part of a cart as a gift card or store credit does. */
    const credit = async (shopper: Shopper, amount: number): Promise<void> => {
      const { cart_id } = shopper
      await createCartCreditLinesWorkflow(container).run({
        input: [{ cart_id, amount, reference: "gift-card", reference_id: "gc_1", metadata: {} }],
      })
    }

    const filled = async (): Promise<Shopper> => {
      const shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
      await shopper.post(`/store/carts/${shopper.cart_id}/shipping-methods`, {
        option_id: shop.shipping_option_id,
      })
      expect((await shopper.cart()).total).toBeCloseTo(GOODS * TAX, 6)
      return shopper
    }

    const discounted = async (): Promise<Shopper> => {
      const shopper = await filled()
      await shopper.identify()
      await shopper.rewards()
      expect((await shopper.select({ accept: ["PTS-500"] })).discount_total).toBe(3.87)
      return shopper
    }

    const orderOf = ({ data }: { data: unknown }): Order => {
      expect(data).toMatchObject({ type: "order" })
      return (data as { order: Order }).order
    }

    const bound = (order: Order) =>
      waitFor(async () => (await stage.statusOf(order.id)) === "pending_finalization")

    describe("a cart with credit lines", () => {
      it("gets no discount when they cover it all, and becomes an order that earns", async () => {
        const shopper = await filled()
        await credit(shopper, GOODS * TAX)
        await shopper.identify()
        const session = await shopper.rewards()

        expect(session).toMatchObject({ status: "active", availability: "ok", discount_total: 0 })
        expect((await shopper.cart()).total).toBeCloseTo(0, 8)
        const order = orderOf(await shopper.complete())
        await bound(order)
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
      })

      it("gets as much discount as they leave to pay, to the cent and no more", async () => {
        const shopper = await filled()
        await credit(shopper, GOODS * TAX - 2)
        await shopper.identify()
        // 2.00 are 1.847 without tax: 0.98 of the coffee, and 0.86 of the free candy.
        expect(await shopper.rewards()).toMatchObject({ availability: "ok", discount_total: 1.84 })
        expect((await shopper.cart()).total).toBeCloseTo(2 - 1.84 * TAX, 6)
        // Nothing is left for points, so none are asked for.
        const session = await shopper.select({ accept: ["PTS-500"] })
        expect(session).toMatchObject({ discount_total: 1.84, points: { redeem: 0 } })
      })

      it("keeps the discount it had when a gift card pays the rest", async () => {
        const shopper = await discounted()
        await credit(shopper, (GOODS - 3.87) * TAX)

        expect(await shopper.rewards()).toMatchObject({ availability: "ok", discount_total: 3.87 })
        expect((await shopper.cart()).total).toBeCloseTo(0, 8)
        const order = orderOf(await shopper.complete())
        await bound(order)
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        expect(await shopper.summary(order.id)).toMatchObject({
          discount_total: 3.87,
          redeemed_points: 500,
        })
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })

      it("is capped in the reply when it shrinks to what they nearly cover (G1)", async () => {
        const shopper = await discounted()
        await credit(shopper, 9)
        const { id } = await shopper.line("ENERGY")
        await shopper.delete(`/store/carts/${shopper.cart_id}/line-items/${id}`)

        const left = (4.98 + 5.67) * TAX - 9
        const { total, discount_subtotal } = await shopper.cart()
        expect(total).toBeGreaterThanOrEqual(0)
        expect(total).toBeLessThan(0.02)
        expect(discount_subtotal).toBeCloseTo((left - total) / TAX, 6)
      })

      it("is asked about again before it is paid (G0), and completed at its new total (G2)", async () => {
        const shopper = await discounted()
        await shopper.beginPayment()
        await credit(shopper, GOODS * TAX - 2)

        expect(refusal(await shopper.complete())).toEqual([409, "loyalty_total_changed"])
        const total = 2 - 1.84 * TAX
        expect((await shopper.cart()).total).toBeCloseTo(total, 6)
        const again = await shopper.payAgain((await shopper.cart()).payment_collection?.id ?? "")
        expect(again.amount).toBeCloseTo(total, 6)
        expect(orderOf(await shopper.complete()).total).toBeCloseTo(total, 6)
      })

      it("makes no order for less than it says without HTTP either (G3)", async () => {
        const shopper = await discounted()
        await credit(shopper, GOODS * TAX - 2)
        const complete = () =>
          completeCartWorkflow(container).run({
            input: { id: shopper.cart_id },
            throwOnError: false,
          })
        const { errors } = await complete()
        expect(String(errors[0]?.error.message)).toContain("loyalty discounts")

        await shopper.rewards()
        await shopper.beginPayment()
        expect((await complete()).errors).toEqual([])
      })
    })

    describe("a promotion of 95 % that comes after the payment began", () => {
      const promoted = async (shopper: Shopper): Promise<void> => {
        await shopper.post(`/store/carts/${shopper.cart_id}/promotions`, {
          promo_codes: ["NINETYFIVE"],
        })
      }
      const again = async (shopper: Shopper): Promise<{ amount: number }> =>
        shopper.payAgain((await shopper.cart()).payment_collection?.id ?? "")

      beforeEach(async () => {
        await container.resolve(Modules.PROMOTION).createPromotions({
          code: "NINETYFIVE",
          type: "standard",
          status: "active",
          application_method: {
            type: "percentage",
            value: 95,
            currency_code: "usd",
            target_type: "items",
            allocation: "across",
          },
        })
      })

      it("asks for another payment as it does without loyalty, and then makes an order", async () => {
        const bare = await filled()
        const shopper = await discounted()
        for (const one of [bare, shopper]) {
          await one.beginPayment()
          await promoted(one)
        }
        // Medusa has deleted the payment that asked for more, and says so.
        const refused = [await bare.complete(), await shopper.complete()]
        expect(refused.map(({ status, data }) => [status, data])).toEqual([
          [400, NO_PAYMENT],
          [400, NO_PAYMENT],
        ])

        // 0.697 are left without tax, and loyalty takes whole cents of what each line leaves.
        const { amount } = await again(shopper)
        expect(amount).toBeCloseTo((0.05 * GOODS - 0.68) * TAX, 4)
        const order = orderOf(await shopper.complete())
        expect(order.total).toBeCloseTo(amount, 6)
        await bound(order)
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        expect(commits(order.id)).toBe(1)
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })
    })

    describe("prices that contain the tax, beside a promotion that does not", () => {
      it("leave no line below zero, and tell the engine what the goods were sold for", async () => {
        await container
          .resolve(Modules.PRICING)
          .updatePricePreferences(
            { attribute: "currency_code", value: ["usd"] },
            { is_tax_inclusive: true },
          )
        await container.resolve(Modules.PROMOTION).createPromotions({
          code: "SEVENTY",
          type: "standard",
          status: "active",
          application_method: {
            type: "percentage",
            value: 70,
            currency_code: "usd",
            target_type: "items",
            allocation: "across",
          },
        })
        const shopper = new Shopper(http, shop)
        await shopper.fill({ CANDY: 3 })
        expect((await shopper.cart()).total).toBeCloseTo(5.67, 6)
        await shopper.post(`/store/carts/${shopper.cart_id}/promotions`, {
          promo_codes: ["SEVENTY"],
        })
        // 70 % of 5.24 without tax are 3.67, and 3.97 of the price.
        expect((await shopper.cart()).total).toBeCloseTo(5.67 * 0.3, 6)

        await shopper.identify()
        // The third candy is free, but only 1.70 are left to pay for it.
        expect(await shopper.rewards()).toMatchObject({ discount_total: 1.7 })
        const { total } = await shopper.cart()
        expect(total).toBeGreaterThanOrEqual(0)
        expect(total).toBeLessThan(0.01)

        const order = await shopper.placeOrder()
        await fulfil(http, admin, order)
        await stage.finalized(order.id)
        const { body } = simulator.requests({ endpoint: "finalize" }).at(-1) ?? {}
        expect(body).toMatchObject({ finalAmount: 0 })
      })
    })

    describe("a cart in a currency that loyalty cannot count in", () => {
      const cart = { id: "cart_1", currency_code: "usdcx", items: [{ id: "l", quantity: 1 }] }

      it("completes, because nothing of ours is on it", async () => {
        const { assertLoyaltyDiscounts } = stage.load<Assert>(
          "workflows/loyalty/flows/assert-loyalty-discounts",
        )
        await expect(assertLoyaltyDiscounts({ cart }, { container })).resolves.toBeUndefined()
      })
    })
  },
})

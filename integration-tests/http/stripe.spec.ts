import { join } from "node:path"

import type { ICartModuleService } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules, PaymentWebhookEvents } from "@medusajs/framework/utils"

import type { LoyaltyTotalChangedBody } from "../../src/types/http/store"
import { describeShop, Shopper, waitFor, type Order } from "../helpers"
import { StripeStandIn, type Intent } from "../helpers/stripe-stand-in"

const STRIPE = "pp_stripe_test"
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const cents = (amount: number) => Math.round(100 * amount)

const stripe = await StripeStandIn.start()
process.env.LOYALTY_TEST_PAYMENT_PROVIDER = join(__dirname, "../helpers/stripe-payment")
process.env.LOYALTY_TEST_STRIPE_PORT = `${stripe.port}`

/** Medusa's own provider of Stripe: what is held on a card is the total that the shopper saw. */
describeShop({
  sites: 1,
  testSuite: ({ http, shop, stage, getContainer }) => {
    let shopper: Shopper

    beforeAll(async () => {
      await getContainer()
        .resolve(ContainerRegistrationKeys.LINK)
        .create({
          [Modules.REGION]: { region_id: shop.region_id },
          [Modules.PAYMENT]: { payment_provider_id: STRIPE },
        })
    })
    afterAll(() => stripe.stop())

    beforeEach(async () => {
      shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
      await shopper.identify()
      await shopper.rewards()
    })

    const sessions = async () =>
      (await shopper.cart()).payment_collection?.payment_sessions?.length ?? 0
    /** Begins a payment; answers how Stripe sees it. */
    const pay = async (): Promise<Intent> => {
      await shopper.beginPayment(STRIPE)
      const intent = stripe.intents.at(-1)!
      expect(intent.amount).toBe(cents((await shopper.cart()).total))
      return intent
    }
    const loseCandy = async () => {
      const { id } = await shopper.line("CANDY")
      await getContainer()
        .resolve<ICartModuleService>(Modules.CART)
        .updateLineItems(id, { quantity: 1 })
    }
    /** What is paid for the cart's order, in cents. */
    const paidFor = async (): Promise<number[]> => {
      const payments = await stage.sql<{ amount: number }>(
        `SELECT p.amount::float AS amount FROM payment p
           JOIN order_payment_collection USING (payment_collection_id)
           JOIN order_cart USING (order_id) WHERE cart_id = ?`,
        [shopper.cart_id],
      )
      return payments.map(({ amount }) => cents(amount))
    }
    const expectOrder = async (reply: { status: number; data: unknown }, paid: Intent) => {
      const { type, order } = reply.data as { type: string; order: Order }
      expect(type).toBe("order")
      expect(await paidFor()).toEqual([paid.amount])
      expect(cents(order.total)).toBe(paid.amount)
    }

    it("cancels the payment of a total that a reward changed, and the next one asks for the new total", async () => {
      const first = await pay()
      await shopper.select({ accept: ["PTS-500"] })
      expect(first.status).toBe("canceled")
      expect(await sessions()).toBe(0)

      const second = await pay()
      expect(first.amount - second.amount).toBeGreaterThanOrEqual(100)
      stripe.confirm(second)
      await expectOrder(await shopper.complete(), second)
    })

    it("lets go of a card that was held for a total that changed at the last moment", async () => {
      const first = await pay()
      stripe.confirm(first)
      expect(first.status).toBe("requires_capture")
      await loseCandy()
      const refused = await shopper.complete()
      expect(refused.status).toBe(409)
      const { previous_total } = refused.data as LoyaltyTotalChangedBody
      expect(cents(previous_total)).toBe(first.amount)
      expect(first.status).toBe("canceled")

      const second = await pay()
      stripe.confirm(second)
      await expectOrder(await shopper.complete(), second)
    })

    it("makes the order of a card that was charged at once when Stripe says so, and not before", async () => {
      const first = await pay()
      first.capture_method = "automatic"
      stripe.confirm(first)
      await loseCandy()
      expect((await shopper.complete()).status).toBe(409)
      expect((await shopper.complete()).status).toBe(409)
      // Stripe gives nothing back, so Medusa keeps the payment.
      expect(first.status).toBe("succeeded")
      expect(await sessions()).toBe(1)

      await getContainer()
        .resolve(Modules.EVENT_BUS)
        .emit({
          name: PaymentWebhookEvents.WebhookReceived,
          data: {
            provider: STRIPE,
            payload: { data: {}, rawData: stripe.notice(first), headers: {} },
          },
        })
      expect(await waitFor(async () => (await paidFor()).length > 0 && paidFor())).toEqual([
        first.amount,
      ])
    })
  },
})

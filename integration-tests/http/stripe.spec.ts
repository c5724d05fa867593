import { join } from "node:path"

import type { ICartModuleService } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import type { LoyaltyTotalChangedBody } from "../../src/types/http/store"
import { describeShop, Shopper, type Order } from "../helpers"
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
    const expectOrder = async (reply: { status: number; data: unknown }, paid: Intent) => {
      const { type, order } = reply.data as { type: string; order: Order }
      expect(type).toBe("order")
      const payments = await stage.sql<{ amount: number }>(
        `SELECT p.amount::float AS amount FROM payment p
           JOIN order_payment_collection USING (payment_collection_id) WHERE order_id = ?`,
        [order.id],
      )
      expect(payments.map(({ amount }) => cents(amount))).toEqual([paid.amount])
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
  },
})

import { ModuleProvider, Modules } from "@medusajs/framework/utils"
import stripe from "@medusajs/medusa/payment-stripe"

interface StripeClient {
  _setApiField(name: "host" | "port" | "protocol", value: string): void
}

interface StripeProvider {
  identifier: string
  new (cradle: Record<string, unknown>, options: Record<string, unknown>): { stripe_: StripeClient }
}

const Provider = (stripe.services as StripeProvider[]).find(
  ({ identifier }) => identifier === "stripe",
)!

/** Medusa's own provider of Stripe; only what it calls is the stand-in of the test. */
class StandInStripe extends Provider {
  /** The configuration of the tests' app has no options for it. */
  static validateOptions(): void {}

  constructor(cradle: Record<string, unknown>, options: Record<string, unknown>) {
    super(cradle, { ...options, apiKey: "sk_test_stand_in" })
    this.stripe_._setApiField("host", "127.0.0.1")
    this.stripe_._setApiField("port", process.env.LOYALTY_TEST_STRIPE_PORT ?? "")
    this.stripe_._setApiField("protocol", "http")
  }

  /** Nothing is signed here: whether a notice is Stripe's own is Stripe's library to say. */
  constructWebhookEvent({ rawData }: { rawData: string }): unknown {
    return JSON.parse(rawData)
  }
}

export default ModuleProvider(Modules.PAYMENT, { services: [StandInStripe] })

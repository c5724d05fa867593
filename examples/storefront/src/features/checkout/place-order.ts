import type Medusa from "@medusajs/js-sdk"
import type { HttpTypes } from "@medusajs/types"

import { explain, statusOf } from "../../lib/errors"

const PAYMENT_PROVIDER = "pp_system_default"

/** How an attempt to order ended. */
export type OrderOutcome =
  | { kind: "placed"; order_id: string }
  /** Nothing was bought: the shopper must see the new total first. */
  | { kind: "total_changed"; previous: number; total: number }
  | { kind: "failed"; message: string }

interface OrderInput {
  sdk: Medusa
  /** The cart as the shopper sees it. */
  cart: HttpTypes.StoreCart
  /** Reads the cart as it is now. */
  refresh: () => Promise<HttpTypes.StoreCart | null>
}

/** Pays for a cart and completes it, at the total that the shopper saw and at no other. */
export async function placeOrder({ sdk, cart, refresh }: OrderInput): Promise<OrderOutcome> {
  try {
    await sdk.store.payment.initiatePaymentSession(cart, { provider_id: PAYMENT_PROVIDER })
    const current = await refresh()
    if (current && current.total !== cart.total) {
      return { kind: "total_changed", previous: cart.total, total: current.total }
    }
    const reply = await sdk.store.cart.complete(cart.id)
    return reply.type === "order"
      ? { kind: "placed", order_id: reply.order.id }
      : { kind: "failed", message: reply.error.message }
  } catch (error) {
    const current = statusOf(error) === 409 ? await refresh().catch(() => null) : null
    return current
      ? { kind: "total_changed", previous: cart.total, total: current.total }
      : { kind: "failed", message: explain(error) }
  }
}

import type Medusa from "@medusajs/js-sdk"
import type { HttpTypes } from "@medusajs/types"
import type { Loyalty } from "medusa-loyalty-storefront"

import { explain } from "../../lib/errors"
import { formatMoney } from "../../lib/money"

const PAYMENT_PROVIDER = "pp_system_default"
const UNREACHED =
  "We could not hear back about your order. Please try again: it is placed only once."
const REFUSED = "We could not place the order. Please try again."

/** How an attempt to order ended. */
export type OrderOutcome =
  | { kind: "placed"; order_id: string }
  /** Nothing was bought: the shopper must see the new total first. */
  | { kind: "total_changed"; previous: number; total: number }
  /** The same, said by loyalty: its step shows both totals and asks. */
  | { kind: "asked_by_loyalty" }
  | { kind: "failed"; message: string }

interface OrderInput {
  sdk: Medusa
  cart: HttpTypes.StoreCart
  /** What the shopper saw and agreed to. */
  agreed_total: number
  /** Reads the cart as it is now. */
  refresh: () => Promise<HttpTypes.StoreCart | null>
  /** Completes the cart and keeps what the order's loyalty summary needs. */
  complete: Loyalty["complete"]
}

/**
 * Pays for a cart and completes it, at the total that the shopper agreed to and at no other. Each
 * try begins a payment session of its own: one from before a reward or a quantity changed would pay
 * another amount.
 */
export async function placeOrder(input: OrderInput): Promise<OrderOutcome> {
  const { sdk, cart, agreed_total, refresh, complete } = input
  try {
    await sdk.store.payment.initiatePaymentSession(cart, { provider_id: PAYMENT_PROVIDER })
    // Rewards are brought up to date when a payment begins.
    const current = await refresh()
    if (current && !isSameTotal(current, agreed_total)) {
      return { kind: "total_changed", previous: agreed_total, total: current.total }
    }
    const result = await complete()
    if (!result.ok) {
      const { total_changed, status } = result.failure
      return total_changed
        ? { kind: "asked_by_loyalty" }
        : { kind: "failed", message: status === null ? UNREACHED : REFUSED }
    }
    return result.value.type === "order"
      ? { kind: "placed", order_id: result.value.order.id }
      : { kind: "failed", message: result.value.error.message }
  } catch (error) {
    return { kind: "failed", message: explain(error) }
  }
}

// Medusa rounds nothing: two totals are the same when they read the same.
const isSameTotal = ({ total, currency_code }: HttpTypes.StoreCart, agreed: number): boolean =>
  formatMoney(total, currency_code) === formatMoney(agreed, currency_code)

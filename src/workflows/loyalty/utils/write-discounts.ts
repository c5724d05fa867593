import type { MedusaContainer } from "@medusajs/framework/types"

import {
  diffAdjustments,
  presentAdjustments,
  writeDifference,
  type OurAdjustment,
} from "./discounts"
import { isPaid, readCartAndPayment } from "./payment-state"
import { fingerprintOf } from "./read-cart"
import type { PreviousDiscounts } from "./restore-discounts"

export interface WriteDiscountsInput {
  cart_id: string
  /** The basket these discounts were approved for; null when they only go. */
  basket_fingerprint: string | null
  wanted: OurAdjustment[]
  /** A background evaluation never writes to a cart that has a payment session. */
  background: boolean
}

/**
 * `written`: the cart carries what was wanted. The others changed nothing: the basket moved on,
 * the cart is an order already or was deleted, money is held for it, a payment is being made, or
 * the discounts there were approved after all.
 */
export type WriteOutcome =
  "written" | "basket_changed" | "completed" | "gone" | "paid" | "payment_started" | "kept"

export interface WriteDiscountsOutput {
  outcome: WriteOutcome
  changed: boolean
  /** Whether a payment collection must follow the new total. */
  has_payment: boolean
}

export interface Written {
  output: WriteDiscountsOutput
  /** What `restoreDiscounts` needs; null where nothing changed. */
  undo: PreviousDiscounts | null
}

/**
 * Makes our adjustments on a cart what they should be, if the basket is still the one they were
 * approved for. The caller holds the cart's lock.
 */
export async function writeDiscounts(
  container: MedusaContainer,
  input: WriteDiscountsInput,
): Promise<Written> {
  const unchanged = (outcome: WriteOutcome): Written => ({
    output: { outcome, changed: false, has_payment: false },
    undo: null,
  })
  const { cart, payment } = await readCartAndPayment(container, input.cart_id)
  if (!cart) {
    return unchanged("gone")
  }
  if (cart.completed_at) {
    return unchanged("completed")
  }
  if (input.basket_fingerprint !== null && fingerprintOf(cart) !== input.basket_fingerprint) {
    return unchanged("basket_changed")
  }
  const previous = presentAdjustments(cart)
  const diff = diffAdjustments(previous, input.wanted)
  const stands = diff.remove.length === 0 && diff.put.length === 0
  // Discounts go with their session: it may end only where no money is held, whatever it took off.
  if (stands && input.basket_fingerprint !== null) {
    return unchanged("written")
  }
  if (isPaid(payment)) {
    return unchanged("paid")
  }
  if (input.background && payment.sessions.length > 0) {
    return unchanged("payment_started")
  }
  if (stands) {
    return unchanged("written")
  }
  await writeDifference(container, diff)
  return {
    output: {
      outcome: "written",
      changed: true,
      has_payment: payment.collection_id !== null,
    },
    undo: { cart_id: input.cart_id, previous },
  }
}

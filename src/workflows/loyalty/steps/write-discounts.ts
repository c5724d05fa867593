import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import {
  diffAdjustments,
  presentAdjustments,
  writeDifference,
  type OurAdjustment,
} from "../utils/discounts"
import { withCartLock } from "../utils/locks"
import { isPaid, readPayment } from "../utils/payment-state"
import { fingerprintOf, readCart } from "../utils/read-cart"
import { restoreDiscounts, type PreviousDiscounts } from "../utils/restore-discounts"

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
 * the cart is an order already or was deleted, money is held for it, or a payment is being made.
 */
export type WriteOutcome =
  "written" | "basket_changed" | "completed" | "gone" | "paid" | "payment_started"

export interface WriteDiscountsOutput {
  outcome: WriteOutcome
  changed: boolean
  /** Whether a payment collection must follow the new total. */
  has_payment: boolean
}

/**
 * This step makes our adjustments on a cart what they should be, under the cart's lock and only
 * if the basket is still the one they were approved for. When the workflow fails later, it puts
 * back what an active session approves.
 */
export const writeDiscountsStep = createStep(
  "loyalty-write-discounts",
  async (input: WriteDiscountsInput, { container }) => {
    const { output, undo } = await withCartLock(container, input.cart_id, () =>
      write(container, input),
    )
    return new StepResponse<WriteDiscountsOutput, PreviousDiscounts | null>(output, undo)
  },
  async (undo, { container }) => {
    if (undo) {
      await restoreDiscounts(container, undo)
    }
  },
)

interface Written {
  output: WriteDiscountsOutput
  undo: PreviousDiscounts | null
}

async function write(container: MedusaContainer, input: WriteDiscountsInput): Promise<Written> {
  const unchanged = (outcome: WriteOutcome): Written => ({
    output: { outcome, changed: false, has_payment: false },
    undo: null,
  })
  const cart = await readCart(container, input.cart_id)
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
  if (diff.remove.length === 0 && diff.put.length === 0) {
    return unchanged("written")
  }
  const payment = await readPayment(container, input.cart_id)
  if (isPaid(payment)) {
    return unchanged("paid")
  }
  if (input.background && payment.sessions.length > 0) {
    return unchanged("payment_started")
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

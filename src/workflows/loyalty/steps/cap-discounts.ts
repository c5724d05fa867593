import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { excessOf, writeDifference } from "../utils/discounts"
import { withCartLock } from "../utils/locks"
import { isPaid, readPayment } from "../utils/payment-state"
import { readCart } from "../utils/read-cart"
import { restoreDiscounts, type PreviousDiscounts } from "../utils/restore-discounts"

export interface CapDiscountsInput {
  cart_id: string
  /** Quantities that the lines are about to have; 0 for a line that goes. */
  quantities: Record<string, number>
}

/**
 * This step lowers our adjustments so that neither a line nor the total goes below zero, for the
 * cart as it is or is about to be. When the workflow is cancelled, because the request that would
 * have changed the cart failed, it puts back what an active session still approves.
 */
export const capDiscountsStep = createStep(
  "loyalty-cap-discounts",
  async (input: CapDiscountsInput, { container }) => {
    // Most changes leave nothing to cap. In a burst of them each holder of the cart's lock makes
    // others give up, so it is taken only to write; what is written is computed again under it.
    const undo = (await excess(container, input))
      ? await withCartLock(container, input.cart_id, () => cap(container, input))
      : null
    return new StepResponse<{ changed: boolean }, PreviousDiscounts | null>(
      { changed: undo !== null },
      undo,
    )
  },
  async (undo, { container }) => {
    if (undo) {
      await restoreDiscounts(container, undo)
    }
  },
)

/** What must change; null when nothing has to. */
async function excess(container: MedusaContainer, input: CapDiscountsInput) {
  const cart = await readCart(container, input.cart_id)
  if (!cart || cart.completed_at) {
    return null
  }
  const excess = excessOf(cart, input.quantities)
  return excess && { cart, ...excess }
}

/** Returns what was there before; null when nothing had to change. */
async function cap(
  container: MedusaContainer,
  input: CapDiscountsInput,
): Promise<PreviousDiscounts | null> {
  const found = await excess(container, input)
  if (!found || isPaid(await readPayment(container, found.cart.id))) {
    return null
  }
  await writeDifference(container, found.diff)
  return { cart_id: found.cart.id, previous: found.previous }
}

import type { MedusaContainer } from "@medusajs/framework/types"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { capDiscounts } from "../../../modules/loyalty/domain/guard"
import { digitsOf, floorToMinor, toDecimalString } from "../../../modules/loyalty/domain/money"
import { foreignDiscount, lineCeiling } from "../utils/build-basket"
import {
  diffAdjustments,
  presentAdjustments,
  writeDifference,
  type OurAdjustment,
} from "../utils/discounts"
import { withCartLock } from "../utils/locks"
import { isPaid, readPayment } from "../utils/payment-state"
import { readCart, type CartSnapshot } from "../utils/read-cart"

export interface CapDiscountsInput {
  cart_id: string
  /** Quantities that the lines are about to have; 0 for a line that goes. */
  quantities: Record<string, number>
}

/**
 * This step lowers our adjustments so that no line goes below zero, for the cart as it is or is
 * about to be. When the workflow is cancelled, because the request that would have changed the
 * cart failed, it puts them back.
 */
export const capDiscountsStep = createStep(
  "loyalty-cap-discounts",
  async (input: CapDiscountsInput, { container }) => {
    // Most changes leave nothing to cap. In a burst of them each holder of the cart's lock makes
    // others give up, so it is taken only to write; what is written is computed again under it.
    const undo = (await excess(container, input))
      ? await withCartLock(container, input.cart_id, () => cap(container, input))
      : null
    return new StepResponse<{ changed: boolean }, Undo | null>({ changed: undo !== null }, undo)
  },
  async (undo, { container }) => {
    if (!undo) {
      return
    }
    await withCartLock(container, undo.cart_id, async () => {
      const cart = await readCart(container, undo.cart_id)
      if (cart && !cart.completed_at) {
        const wanted = capped(cart, undo.previous, {})
        await writeDifference(container, diffAdjustments(presentAdjustments(cart), wanted))
      }
    })
  },
)

interface Undo {
  cart_id: string
  previous: OurAdjustment[]
}

/** What must change; null when nothing has to. */
async function excess(container: MedusaContainer, input: CapDiscountsInput) {
  const cart = await readCart(container, input.cart_id)
  if (!cart || cart.completed_at) {
    return null
  }
  const previous = presentAdjustments(cart)
  const diff = diffAdjustments(previous, capped(cart, previous, input.quantities))
  return diff.remove.length === 0 && diff.put.length === 0 ? null : { cart, previous, diff }
}

/** Returns what was there before; null when nothing had to change. */
async function cap(container: MedusaContainer, input: CapDiscountsInput): Promise<Undo | null> {
  const found = await excess(container, input)
  if (!found || isPaid(await readPayment(container, found.cart.id))) {
    return null
  }
  await writeDifference(container, found.diff)
  return { cart_id: found.cart.id, previous: found.previous }
}

function capped(
  cart: CartSnapshot,
  ours: readonly OurAdjustment[],
  quantities: Record<string, number>,
): OurAdjustment[] {
  const digits = digitsOf(cart.currency_code)
  const lines = cart.lines.map((line) => ({
    line_item_id: line.id,
    amount: lineCeiling({ ...line, quantity: quantities[line.id] ?? line.quantity }, digits),
    foreign_discount: foreignDiscount(line, digits),
  }))
  const amounts = new Map(
    capDiscounts(
      lines,
      ours.map((one) => ({ ...one, amount: floorToMinor(one.amount, digits) })),
    ).map(({ id, amount }) => [id, amount]),
  )
  return ours.flatMap((one) => {
    const amount = amounts.get(one.id) ?? 0
    return amount > 0 ? [{ ...one, amount: toDecimalString(amount, digits) }] : []
  })
}

import type { MedusaContainer } from "@medusajs/framework/types"

import { floorToMinor, digitsOf, toDecimalString } from "../../../modules/loyalty/domain/money"
import {
  diffAdjustments,
  fittingAdjustments,
  presentAdjustments,
  wantedAdjustments,
  writeDifference,
  type OurAdjustment,
} from "./discounts"
import { withCartLock } from "./locks"
import { loyaltyService } from "./loyalty"
import { isPaid, readCartAndPayment } from "./payment-state"
import { fingerprintOf, type CartSnapshot } from "./read-cart"

/** What a cart carried of ours before a step changed it. */
export interface PreviousDiscounts {
  cart_id: string
  previous: OurAdjustment[]
}

/**
 * Puts a cart's discounts back after the change that lowered or replaced them was undone. Time has
 * passed since: the session may have ended in another tab, another may have begun, or the same may
 * approve something else by now. So it is never `previous` as such that comes back, but what an
 * active session approves. A cart that is paid for is left alone.
 */
export async function restoreDiscounts(
  container: MedusaContainer,
  discounts: PreviousDiscounts,
): Promise<void> {
  await withCartLock(container, discounts.cart_id, () => putBack(container, discounts))
}

/** `restoreDiscounts` for whoever holds the cart's lock already. */
export async function putBack(
  container: MedusaContainer,
  { cart_id, previous }: PreviousDiscounts,
): Promise<void> {
  const { cart, payment } = await readCartAndPayment(container, cart_id)
  if (!cart || cart.completed_at || isPaid(payment)) {
    return
  }
  const wanted = fittingAdjustments(cart, await approvedNow(container, cart, previous))
  await writeDifference(container, diffAdjustments(presentAdjustments(cart), wanted))
}

/** For another basket than the approved one, no more than was there before. */
async function approvedNow(
  container: MedusaContainer,
  cart: CartSnapshot,
  previous: readonly OurAdjustment[],
): Promise<OurAdjustment[]> {
  const service = loyaltyService(container)
  const session = await service.liveSessionOfCart(cart.id)
  if (session?.status !== "active") {
    return []
  }
  const approved = wantedAdjustments(cart, session.id, await service.rewardsOfSession(session.id))
  if (session.basket_fingerprint === fingerprintOf(cart)) {
    return approved
  }
  const digits = digitsOf(cart.currency_code)
  const minor = (one: OurAdjustment): number => floorToMinor(one.amount, digits)
  const before = new Map(previous.map((one) => [one.id, minor(one)]))
  return approved.flatMap((one) => {
    const amount = Math.min(minor(one), before.get(one.id) ?? 0)
    return amount > 0 ? [{ ...one, amount: toDecimalString(amount, digits) }] : []
  })
}

import type { MedusaContainer } from "@medusajs/framework/types"

import type { ProviderFailure } from "../../../types/provider"
import { inspectDiscounts } from "../utils/discounts"
import { loyaltyService } from "../utils/loyalty"
import { fingerprintOf, type CartSnapshot } from "../utils/read-cart"
import { dropDiscountsWorkflow } from "../workflows/drop-discounts"
import { describe, stateOf, type SessionState } from "./session-state"

const RETRY_AFTER_S = 30

/**
 * The engine could not be asked. An unchanged basket keeps what was approved for it; a changed one
 * loses all of our discounts, so that no shopper pays with a discount nobody granted (edge cases 4
 * and 5). Checkout goes on either way.
 */
export async function degradeSession(
  container: MedusaContainer,
  input: {
    state: SessionState
    cart: CartSnapshot
    failure: ProviderFailure
    background: boolean
  },
): Promise<Degraded> {
  const { state, cart, failure, background } = input
  const { session, rewards } = state
  const note = {
    session_id: session.id,
    error_code: failure.code,
    retry_after_s: failure.retry_after_s ?? RETRY_AFTER_S,
  }
  const approved = session.basket_fingerprint === fingerprintOf(cart)
  if (approved && inspectDiscounts(cart, { session, rewards }).ok) {
    const marked = await loyaltyService(container).markDegraded(note)
    // Choices may have moved since the session was read, and with them the rewards.
    if (marked?.version === session.version) {
      return { state: await describe(container, { ...state, session: marked }), kept: true }
    }
  } else {
    await dropDiscountsWorkflow(container).run({
      input: { cart_id: cart.id, background, approval: { ...note, degraded: true } },
    })
  }
  return { state: await stateOf(container, session.id), kept: false }
}

interface Degraded {
  state: SessionState
  /** Whether the cart that was looked at carries what is approved for it. */
  kept: boolean
}

import type { MedusaContainer } from "@medusajs/framework/types"

import type { SessionRow } from "../../../modules/loyalty/types/rows"
import type { ProviderFailure } from "../../../types/provider"
import { inspectDiscounts } from "../utils/discounts"
import { loyaltyService } from "../utils/loyalty"
import { fingerprintOf, type CartSnapshot } from "../utils/read-cart"
import { dropDiscountsWorkflow } from "../workflows/drop-discounts"
import { stateOf, type SessionState } from "./session-state"

const RETRY_AFTER_S = 30

/**
 * The engine could not be asked. An unchanged basket keeps what was approved for it; a changed one
 * loses all of our discounts, so that no shopper pays with a discount nobody granted (edge cases 4
 * and 5). Checkout goes on either way.
 */
export async function degradeSession(
  container: MedusaContainer,
  input: {
    session: SessionRow
    cart: CartSnapshot
    failure: ProviderFailure
    background: boolean
  },
): Promise<SessionState> {
  const { session, cart, failure, background } = input
  const note = {
    session_id: session.id,
    degraded: true,
    error_code: failure.code,
    retry_after_s: failure.retry_after_s ?? RETRY_AFTER_S,
  }
  const rewards = await loyaltyService(container).rewardsOfSession(session.id)
  const approved = session.basket_fingerprint === fingerprintOf(cart)
  if (approved && inspectDiscounts(cart, { session, rewards }).ok) {
    await loyaltyService(container).markSession({ ...note, stale: true })
  } else {
    await dropDiscountsWorkflow(container).run({
      input: { cart_id: cart.id, background, approval: note },
    })
  }
  return stateOf(container, session.id)
}

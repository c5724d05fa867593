import type { MedusaContainer } from "@medusajs/framework/types"

import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"
import { isPaid, readPayment } from "../utils/payment-state"
import { releaseSessionWorkflow } from "../workflows/release-session"

/**
 * Ends an active session: its discounts leave the cart first, then it fails with the reason, and
 * the engine is told where it can be. A session that is over already is left alone, and so is one
 * whose cart is paid: its order is on the way, with these discounts in it. In the background, a
 * cart whose payment has begun is left alone too, because a refresh would delete its session: the
 * shopper's own next request ends it. Returns whether the session was ended.
 */
export async function endSession(
  container: MedusaContainer,
  input: {
    session: SessionRow
    failure_reason: FailureReason
    cause: Cause
    background?: boolean
  },
): Promise<boolean> {
  const session = await loyaltyService(container).sessionById(input.session.id)
  if (session?.status !== "active") {
    return false
  }
  const payment = await readPayment(container, session.cart_id)
  if (isPaid(payment) || (input.background === true && payment.sessions.length > 0)) {
    return false
  }
  try {
    await releaseSessionWorkflow(container).run({
      input: {
        session_id: session.id,
        cart_id: session.cart_id,
        failure_reason: input.failure_reason,
        cause: input.cause,
      },
    })
    return true
  } catch (error) {
    // It was paid for since we looked.
    if (isLoyaltyError(error) && error.code === "not_allowed") {
      return false
    }
    throw error
  }
}

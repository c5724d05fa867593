import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import { loyaltyService } from "../utils/loyalty"

export interface CancellableSession {
  cart_id: string
  /** The cart is no order yet, so our discounts must go first. */
  is_open: boolean
}

/**
 * This step checks that a session can still be cancelled. It changes nothing, so there is nothing
 * to undo.
 *
 * @throws LoyaltyError `session_not_found`, or `session_not_active` when it is decided already.
 */
export const checkCancellableStep = createStep(
  { name: "loyalty-check-cancellable", noCompensation: true },
  async ({ session_id }: { session_id: string }, { container }) => {
    const session = await loyaltyService(container).sessionById(session_id)
    if (!session) {
      throw new LoyaltyError("session_not_found", "No such loyalty session")
    }
    if (session.status === "finalized" || session.status === "failed") {
      throw new LoyaltyError("session_not_active", `The session is ${session.status} already`)
    }
    return new StepResponse<CancellableSession>({
      cart_id: session.cart_id,
      is_open: session.status === "active",
    })
  },
)

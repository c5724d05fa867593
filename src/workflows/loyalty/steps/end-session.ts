import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type { LoyaltyModuleService } from "../../../modules/loyalty/service"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { endWithCart } from "../utils/end-with-cart"
import { loyaltyService } from "../utils/loyalty"
import { restoreDiscounts, type PreviousDiscounts } from "../utils/restore-discounts"
import type { WriteDiscountsOutput } from "../utils/write-discounts"

export interface EndSessionInput {
  session_id: string
  cart_id: string
  failure_reason: FailureReason
  /** True leaves a cart alone whose payment has begun. */
  background: boolean
  cause: Cause
}

/**
 * This step takes a session's discounts off its cart and fails the session, at once; where the cart
 * is paid or an order, it does neither. When the workflow fails later, the session moves back, the
 * audit shows both moves, and what it approves is back on the cart.
 */
export const endSessionStep = createStep(
  "loyalty-end-session",
  async (input: EndSessionInput, { container }) => {
    const service = loyaltyService(container)
    const { output, undo, also } = await endWithCart(container, input, () => fail(service, input))
    return new StepResponse<WriteDiscountsOutput, Undo>(output, {
      discounts: undo,
      session: also?.moved ? { session_id: input.session_id, cause: input.cause } : null,
    })
  },
  async (undo, { container }) => {
    if (undo?.session) {
      const { session_id, cause } = undo.session
      await loyaltyService(container).undoTransition({
        ...cause,
        reason: `undone: ${cause.reason}`,
        session_id,
        back_to: "active",
      })
    }
    if (undo?.discounts) {
      await restoreDiscounts(container, undo.discounts)
    }
  },
)

interface Undo {
  discounts: PreviousDiscounts | null
  session: { session_id: string; cause: Cause } | null
}

async function fail(
  service: LoyaltyModuleService,
  { session_id, failure_reason, cause }: EndSessionInput,
): Promise<{ moved: boolean }> {
  try {
    await service.transitionSession({
      ...cause,
      session_id,
      to: "failed",
      patch: { failure_reason },
    })
    return { moved: true }
  } catch (error) {
    // Somebody else made the same move a moment ago: nothing is left to do, nor to undo.
    const isOver = isLoyaltyError(error) && error.code === "illegal_transition"
    if (isOver && (await service.sessionById(session_id))?.status === "failed") {
      return { moved: false }
    }
    throw error
  }
}

import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

/** `nothing_kept`: every line was taken off or returned before the finalize. */
export type OrderEndReason = Extract<FailureReason, "order_canceled" | "nothing_kept">

export interface CancelFinalizeInput {
  session_id: string
  order_id: string
  cause: Cause
  failure_reason: OrderEndReason
}

/**
 * This step ends a session whose order was cancelled, unless its finalize may have reached the
 * engine. It needs no compensation: the order stays cancelled, whatever fails afterwards.
 */
export const cancelFinalizeStep = createStep(
  { name: "loyalty-cancel-finalize", noCompensation: true },
  async (input: CancelFinalizeInput, { container }) => {
    const service = loyaltyService(container)
    const outcome = await service.cancelFinalize(
      { session_id: input.session_id, failure_reason: input.failure_reason },
      input.cause,
    )
    return new StepResponse({ outcome })
  },
)

import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { noteCancelledAfterFinalize } from "../flows/note-cancelled"
import { loyaltyService } from "../utils/loyalty"

export interface CancelFinalizeInput {
  session_id: string
  order_id: string
  cause: Cause
}

/**
 * This step ends a session whose order was cancelled, unless its finalize may have reached the
 * engine: then it lists the exact points to take back. It needs no compensation: the order stays
 * cancelled, whatever fails afterwards.
 */
export const cancelFinalizeStep = createStep(
  { name: "loyalty-cancel-finalize", noCompensation: true },
  async (input: CancelFinalizeInput, { container }) => {
    const service = loyaltyService(container)
    const outcome = await service.cancelFinalize(
      { session_id: input.session_id, failure_reason: "order_canceled" },
      input.cause,
    )
    if (outcome === "over") {
      await noteCancelledAfterFinalize(container, input)
    }
    return new StepResponse({ outcome })
  },
)

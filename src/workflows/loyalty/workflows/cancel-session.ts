import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { LOYALTY_EVENTS } from "../../../types/events"
import { cancelSessionRecordStep } from "../steps/cancel-session-record"
import { checkCancellableStep } from "../steps/check-cancellable"
import { refreshPaymentStep } from "../steps/refresh-payment"
import { announce } from "../utils/announce"

export interface CancelSessionInput {
  session_id: string
  cause: Cause
}

export const cancelSessionWorkflowId = "loyalty-cancel-session"

/**
 * Ends a session by an operator's decision. An open cart loses our discounts with it; an order
 * keeps them, and its points are not booked.
 *
 * @summary Cancel a loyalty session.
 */
export const cancelSessionWorkflow = createWorkflow(
  cancelSessionWorkflowId,
  (input: CancelSessionInput) => {
    const session = checkCancellableStep(input)
    const ended = cancelSessionRecordStep(
      transform({ input, session }, ({ input, session }) => ({ ...input, ...session })),
    )
    when("loyalty-cancel-changed-total", { ended }, ({ ended }) => ended.has_payment).then(() => {
      refreshPaymentStep(transform({ ended }, ({ ended }) => ({ cart_id: ended.cart_id })))
    })
    announce(
      LOYALTY_EVENTS.SESSION_FAILED,
      transform({ input }, ({ input }) => ({
        id: input.session_id,
        reason: "operator",
      })),
    )
    return new WorkflowResponse(ended)
  },
)

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
import { writeDiscountsStep } from "../steps/write-discounts"
import { announce } from "../utils/announce"

export interface CancelSessionInput {
  session_id: string
  cause: Cause
}

export const cancelSessionWorkflowId = "loyalty-cancel-session"

/**
 * Ends a session by an operator's decision. An open cart loses our discounts at once; an order keeps
 * them, and its points are not booked. They go twice, as when a shopper releases the session: an
 * evaluation that began before may write them while the session ends.
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
    const swept = when("loyalty-cancel-sweep-cart", { session }, ({ session }) => {
      return session.is_open
    }).then(() =>
      writeDiscountsStep(
        transform({ session }, ({ session }) => ({
          cart_id: session.cart_id,
          basket_fingerprint: null,
          wanted: [],
          background: false,
        })),
      ),
    )
    when("loyalty-cancel-changed-total", { ended, swept }, ({ ended, swept }) => {
      return ended.has_payment || swept?.has_payment === true
    }).then(() => {
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

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
 * Ends a session by an operator's decision. An open cart loses our discounts first; an order keeps
 * them, and its points are not booked. They go twice, as when a shopper releases the session: while
 * it is still active, a change that is being undone may put them back.
 *
 * @summary Cancel a loyalty session.
 */
export const cancelSessionWorkflow = createWorkflow(
  cancelSessionWorkflowId,
  (input: CancelSessionInput) => {
    const session = checkCancellableStep(input)
    const nothing = transform({ session }, ({ session }) => ({
      cart_id: session.cart_id,
      basket_fingerprint: null,
      wanted: [],
      background: false,
    }))
    const written = when("loyalty-cancel-open-cart", { session }, ({ session }) => {
      return session.is_open
    }).then(() => writeDiscountsStep(nothing))
    when("loyalty-cancel-changed-total", { written }, ({ written }) => {
      return written?.has_payment ?? false
    }).then(() => {
      refreshPaymentStep(transform({ session }, ({ session }) => ({ cart_id: session.cart_id })))
    })
    const ended = cancelSessionRecordStep(
      transform({ input, written }, ({ input, written }) => ({ ...input, written })),
    )
    const swept = when("loyalty-cancel-sweep-cart", { session }, ({ session }) => {
      return session.is_open
    }).then(() => writeDiscountsStep(nothing).config({ name: "loyalty-sweep-discounts" }))
    when("loyalty-cancel-swept-total", { swept }, ({ swept }) => {
      return swept?.has_payment ?? false
    }).then(() => {
      refreshPaymentStep(
        transform({ session }, ({ session }) => ({ cart_id: session.cart_id })),
      ).config({ name: "loyalty-sweep-payment" })
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

import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { LOYALTY_EVENTS } from "../../../types/events"
import { cancelFinalizeStep } from "../steps/cancel-finalize"
import { enqueueCancelStep } from "../steps/enqueue-cancel"
import { announce } from "../utils/announce"

export interface CancelOrderInput {
  session_id: string
  order_id: string
  cause: Cause
}

export const cancelOrderWorkflowId = "loyalty-cancel-order"

/**
 * Ends the session of a cancelled order, or lists what is due by hand when it was finalized.
 *
 * @summary Cancel the loyalty of an order.
 */
export const cancelOrderWorkflow = createWorkflow(
  cancelOrderWorkflowId,
  (input: CancelOrderInput) => {
    const cancelled = cancelFinalizeStep(input)
    when("loyalty-order-cancelled-in-time", { cancelled }, ({ cancelled }) => {
      return cancelled.outcome === "cancelled"
    }).then(() => {
      enqueueCancelStep(
        transform({ input }, ({ input }) => ({
          session_id: input.session_id,
          reason: "order_canceled",
        })),
      )
      announce(
        LOYALTY_EVENTS.SESSION_FAILED,
        transform({ input }, ({ input }) => ({
          id: input.session_id,
          reason: "order_canceled",
        })),
      )
    })
    return new WorkflowResponse(cancelled)
  },
)

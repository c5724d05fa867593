import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import { LOYALTY_EVENTS } from "../../../types/events"
import { cancelFinalizeStep, type CancelFinalizeInput } from "../steps/cancel-finalize"
import { enqueueCancelStep } from "../steps/enqueue-cancel"
import { announce } from "../utils/announce"

export const cancelOrderWorkflowId = "loyalty-cancel-order"

/**
 * Ends the session of a cancelled order, if nothing was told to the engine yet.
 *
 * @summary Cancel the loyalty of an order.
 */
export const cancelOrderWorkflow = createWorkflow(
  cancelOrderWorkflowId,
  (input: CancelFinalizeInput) => {
    const cancelled = cancelFinalizeStep(input)
    when("loyalty-order-cancelled-in-time", { cancelled }, ({ cancelled }) => {
      return cancelled.outcome === "cancelled"
    }).then(() => {
      enqueueCancelStep(
        transform({ input }, ({ input }) => ({
          session_id: input.session_id,
          reason: input.failure_reason,
        })),
      )
      announce(
        LOYALTY_EVENTS.SESSION_FAILED,
        transform({ input }, ({ input }) => ({
          id: input.session_id,
          reason: input.failure_reason,
        })),
      )
    })
    return new WorkflowResponse(cancelled)
  },
)

import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import { LOYALTY_EVENTS } from "../../../types/events"
import { applyEvaluationStep, type ApplyEvaluationInput } from "../steps/apply-evaluation"
import { refreshPaymentStep } from "../steps/refresh-payment"
import { announce } from "../utils/announce"

export const applyEvaluationWorkflowId = "loyalty-apply-evaluation"

/**
 * Brings an evaluation to the cart: discounts and the approval in the session at once, under the
 * cart's lock, and the payment collection when the total changed. A failing step puts everything
 * back.
 *
 * @summary Apply what the engine granted to a cart.
 */
export const applyEvaluationWorkflow = createWorkflow(
  applyEvaluationWorkflowId,
  (input: ApplyEvaluationInput) => {
    const written = applyEvaluationStep(input)
    when(
      "loyalty-evaluation-changed-total",
      { written },
      ({ written }) => written.has_payment,
    ).then(() => {
      refreshPaymentStep(
        transform({ input }, ({ input }) => ({ cart_id: input.discounts.cart_id })),
      )
    })
    when("loyalty-evaluation-announced", { written }, ({ written }) => {
      return written.outcome === "written"
    }).then(() => {
      announce(
        LOYALTY_EVENTS.REWARDS_EVALUATED,
        transform({ input }, ({ input }) => ({ id: input.evaluation.session_id })),
      )
    })
    return new WorkflowResponse(written)
  },
)

import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import type { StoredEvaluation } from "../../../modules/loyalty/persistence/evaluation-service"
import { LOYALTY_EVENTS } from "../../../types/events"
import { refreshPaymentStep } from "../steps/refresh-payment"
import { storeEvaluationStep } from "../steps/store-evaluation"
import { writeDiscountsStep } from "../steps/write-discounts"
import { announce } from "../utils/announce"
import type { WriteDiscountsInput } from "../utils/write-discounts"

export interface ApplyEvaluationInput {
  discounts: WriteDiscountsInput
  evaluation: StoredEvaluation
}

export const applyEvaluationWorkflowId = "loyalty-apply-evaluation"

/**
 * Brings an evaluation to the cart: discounts under the cart's lock, the approval in the session,
 * and the payment collection when the total changed. A failing step puts everything back.
 *
 * @summary Apply what the engine granted to a cart.
 */
export const applyEvaluationWorkflow = createWorkflow(
  applyEvaluationWorkflowId,
  (input: ApplyEvaluationInput) => {
    const written = writeDiscountsStep(input.discounts)
    when("loyalty-evaluation-written", { written }, ({ written }) => {
      return written.outcome === "written"
    }).then(() => {
      storeEvaluationStep(input.evaluation)
    })
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

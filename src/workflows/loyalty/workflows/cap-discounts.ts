import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import { capDiscountsStep, type CapDiscountsInput } from "../steps/cap-discounts"
import { refreshPaymentStep } from "../steps/refresh-payment"

export interface CapDiscountsWorkflowInput extends CapDiscountsInput {
  /** False before a request that will refresh the payment collection itself. */
  refresh_payment: boolean
}

export const capDiscountsWorkflowId = "loyalty-cap-discounts"

/**
 * Keeps our discounts within their lines while a cart changes. For display: nothing relies on it,
 * because completion checks again.
 *
 * @summary Cap loyalty's discounts on a cart.
 */
export const capDiscountsWorkflow = createWorkflow(
  capDiscountsWorkflowId,
  (input: CapDiscountsWorkflowInput) => {
    const capped = capDiscountsStep(input)
    when("loyalty-cap-changed-total", { capped, input }, ({ capped, input }) => {
      return capped.changed && input.refresh_payment
    }).then(() => {
      refreshPaymentStep(transform({ input }, ({ input }) => ({ cart_id: input.cart_id })))
    })
    return new WorkflowResponse(capped)
  },
)

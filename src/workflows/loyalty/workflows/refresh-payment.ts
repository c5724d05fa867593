import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { refreshPaymentStep } from "../steps/refresh-payment"

export const refreshPaymentWorkflowId = "loyalty-refresh-payment"

/**
 * Makes the payment collection ask for the cart's total; Medusa deletes payment sessions that ask
 * for another amount.
 *
 * @summary Refresh a cart's payment collection.
 */
export const refreshPaymentWorkflow = createWorkflow(
  refreshPaymentWorkflowId,
  (input: { cart_id: string }) => {
    refreshPaymentStep(input)
    return new WorkflowResponse(input)
  },
)

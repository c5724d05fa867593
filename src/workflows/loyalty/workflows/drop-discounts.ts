import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import { dropDiscountsStep, type DropDiscountsInput } from "../steps/drop-discounts"
import { refreshPaymentStep } from "../steps/refresh-payment"

export const dropDiscountsWorkflowId = "loyalty-drop-discounts"

/**
 * Takes our discounts off a cart and the approval off its session: the basket changed and the
 * engine cannot be asked, so the shopper buys at full price.
 *
 * @summary Take loyalty's discounts off a cart.
 */
export const dropDiscountsWorkflow = createWorkflow(
  dropDiscountsWorkflowId,
  (input: DropDiscountsInput) => {
    const written = dropDiscountsStep(input)
    when("loyalty-drop-changed-total", { written }, ({ written }) => written.has_payment).then(
      () => {
        refreshPaymentStep(transform({ input }, ({ input }) => ({ cart_id: input.cart_id })))
      },
    )
    return new WorkflowResponse(written)
  },
)

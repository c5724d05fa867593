import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { refreshPaymentCollectionForCartWorkflow } from "@medusajs/medusa/core-flows"

import { dropApprovalStep, type DropApprovalInput } from "../steps/drop-approval"
import { writeDiscountsStep } from "../steps/write-discounts"

export interface DropDiscountsInput {
  cart_id: string
  background: boolean
  approval: DropApprovalInput
}

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
    const written = writeDiscountsStep(
      transform({ input }, ({ input }) => ({
        cart_id: input.cart_id,
        basket_fingerprint: null,
        wanted: [],
        background: input.background,
      })),
    )
    when("loyalty-discounts-dropped", { written }, ({ written }) => {
      return written.outcome === "written"
    }).then(() => {
      dropApprovalStep(input.approval)
    })
    when("loyalty-drop-changed-total", { written }, ({ written }) => written.has_payment).then(
      () => {
        refreshPaymentCollectionForCartWorkflow.runAsStep({
          input: transform({ input }, ({ input }) => ({ cart_id: input.cart_id })),
        })
      },
    )
    return new WorkflowResponse(written)
  },
)

import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import { dropApprovalStep, type DropApprovalInput } from "../steps/drop-approval"
import { refreshPaymentStep } from "../steps/refresh-payment"
import { writeDiscountsStep } from "../steps/write-discounts"

export interface DropDiscountsInput {
  cart_id: string
  background: boolean
  /** Null where no session approves anything: there is only something to take off the cart. */
  approval: DropApprovalInput | null
}

/** Names no session, so the step would find nothing to do. */
const NOTHING_APPROVED: DropApprovalInput = {
  session_id: "",
  degraded: false,
  error_code: null,
  retry_after_s: null,
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
    when("loyalty-discounts-dropped", { input, written }, ({ input, written }) => {
      return input.approval !== null && written.outcome === "written"
    }).then(() => {
      dropApprovalStep(
        transform({ input }, ({ input }) => ({ ...NOTHING_APPROVED, ...input.approval })),
      )
    })
    when("loyalty-drop-changed-total", { written }, ({ written }) => written.has_payment).then(
      () => {
        refreshPaymentStep(transform({ input }, ({ input }) => ({ cart_id: input.cart_id })))
      },
    )
    return new WorkflowResponse(written)
  },
)

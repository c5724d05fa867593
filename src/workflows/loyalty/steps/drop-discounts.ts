import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { loyaltyService } from "../utils/loyalty"
import { isApprovedNow } from "../utils/discounts"
import { restoreApproval, withDiscounts, type PreviousApproval } from "../utils/with-discounts"
import type { WriteDiscountsOutput } from "../utils/write-discounts"

export interface DropDiscountsInput {
  cart_id: string
  background: boolean
  /** Leaves discounts alone that turn out to be approved after all, once the lock is held. */
  unless_approved?: boolean
  /** Null where no session approves anything: there is only something to take off the cart. */
  approval: DropApprovalInput | null
}

interface DropApprovalInput {
  session_id: string
  degraded: boolean
  error_code: string | null
  retry_after_s: number | null
}

/**
 * This step takes our discounts off a cart and their approval off its session, at once, because the
 * engine could not be asked about the basket as it is now. When the workflow fails later, the
 * approval is put back with its discounts.
 */
export const dropDiscountsStep = createStep(
  "loyalty-drop-discounts-and-approval",
  async (input: DropDiscountsInput, { container }) => {
    const { cart_id, background, approval } = input
    const service = loyaltyService(container)
    const nothing = { cart_id, basket_fingerprint: null, wanted: [], background }
    const { output, undo, also } = await withDiscounts(container, nothing, {
      ...(input.unless_approved && { unless: () => isApprovedNow(container, cart_id) }),
      when: (outcome) => approval !== null && outcome === "written",
      also: async () => {
        const previous = approval && (await service.snapshotEvaluation(approval.session_id))
        if (approval) {
          await service.dropApproval(approval)
        }
        return previous
      },
    })
    return new StepResponse<WriteDiscountsOutput, PreviousApproval>(output, {
      cart_id,
      approval: also,
      discounts: undo,
    })
  },
  async (undo, { container }) => {
    if (undo) {
      await restoreApproval(container, undo)
    }
  },
)

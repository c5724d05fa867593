import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { withCartLock } from "../utils/locks"
import { restoreDiscounts, type PreviousDiscounts } from "../utils/restore-discounts"
import {
  writeDiscounts,
  type WriteDiscountsInput,
  type WriteDiscountsOutput,
} from "../utils/write-discounts"

/**
 * This step makes our adjustments on a cart what they should be, under the cart's lock and only
 * if the basket is still the one they were approved for. When the workflow fails later, it puts
 * back what an active session approves.
 */
export const writeDiscountsStep = createStep(
  "loyalty-write-discounts",
  async (input: WriteDiscountsInput, { container }) => {
    const { output, undo } = await withCartLock(container, input.cart_id, () =>
      writeDiscounts(container, input),
    )
    return new StepResponse<WriteDiscountsOutput, PreviousDiscounts | null>(output, undo)
  },
  async (undo, { container }) => {
    if (undo) {
      await restoreDiscounts(container, undo)
    }
  },
)

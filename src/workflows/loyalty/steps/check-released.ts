import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import { cartOrder } from "../utils/read-order"
import type { WriteDiscountsOutput } from "./write-discounts"

export interface CheckReleasedInput {
  cart_id: string
  written: WriteDiscountsOutput
}

/**
 * This step refuses to end the session of a cart that was paid for, or became an order, while it
 * was about to be released: its discounts stay, so the order must find its session. It changes
 * nothing, so there is nothing to undo.
 *
 * @throws LoyaltyError `not_allowed`
 */
export const checkReleasedStep = createStep(
  { name: "loyalty-check-released", noCompensation: true },
  async ({ cart_id, written: { outcome } }: CheckReleasedInput, { container }) => {
    const isOrder = outcome === "completed" && (await cartOrder(container, cart_id)) !== null
    if (outcome === "paid" || isOrder) {
      throw new LoyaltyError("not_allowed", "This cart is being paid; its rewards stay with it")
    }
    return new StepResponse({ released: true })
  },
)

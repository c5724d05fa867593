import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface PlaceOrderStepInput {
  session_id: string
  order_id: string
  snapshot: Record<string, unknown>
  cause: Cause
}

/**
 * This step binds an order to its session and puts its finalize into the outbox, in one
 * transaction. It needs no compensation: the order exists, whatever fails afterwards.
 */
export const placeOrderStep = createStep(
  { name: "loyalty-place-order", noCompensation: true },
  async ({ cause, ...input }: PlaceOrderStepInput, { container }) => {
    const { session, operation, created } = await loyaltyService(container).placeOrder(input, cause)
    const { id: session_id, status } = session
    return new StepResponse({ session_id, status, operation_id: operation.id, created })
  },
)

import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import { LOYALTY_EVENTS } from "../../../types/events"
import type { AdjustmentInput } from "../../../modules/loyalty/persistence/adjustment-service"
import { noteAdjustmentsDueStep } from "../steps/note-adjustments-due"
import { placeOrderStep, type PlaceOrderStepInput } from "../steps/place-order"
import { announce } from "../utils/announce"

export interface PlaceOrderInput {
  placement: PlaceOrderStepInput
  adjustments_due: AdjustmentInput[]
}

export const placeOrderWorkflowId = "loyalty-place-order"

/**
 * Binds a placed order to its session: pending finalization, one finalize in the outbox with what
 * was granted frozen in it, and whatever a person must look at. Repeating it changes nothing.
 *
 * @summary Bind an order to its loyalty session.
 */
export const placeOrderWorkflow = createWorkflow(placeOrderWorkflowId, (input: PlaceOrderInput) => {
  const placed = placeOrderStep(input.placement)
  noteAdjustmentsDueStep(input.adjustments_due)
  when("loyalty-order-newly-placed", { placed }, ({ placed }) => placed.created).then(() => {
    announce(
      LOYALTY_EVENTS.SESSION_PENDING,
      transform({ placed }, ({ placed }) => ({ id: placed.session_id })),
    )
  })
  return new WorkflowResponse(placed)
})

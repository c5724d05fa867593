import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { AdjustmentInput } from "../../../modules/loyalty/persistence/adjustment-service"
import { loyaltyService } from "../utils/loyalty"

/**
 * This step lists what a person must settle, once per key. It needs no compensation: what is due
 * stays due when the workflow fails.
 */
export const noteAdjustmentsDueStep = createStep(
  { name: "loyalty-note-adjustments-due", noCompensation: true },
  async (input: AdjustmentInput[], { container }) => {
    for (const adjustment of input) {
      await loyaltyService(container).noteAdjustmentDue(adjustment)
    }
    return new StepResponse({ noted: input.length })
  },
)

import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { loyaltyService } from "../utils/loyalty"

export interface AdjustmentDueInput {
  key: string
  session_id: string
  order_id: string | null
  member_id: string | null
  kind: string
  points: number
  amount: number
  currency_code: string
  details: Record<string, unknown>
}

/**
 * This step lists what a person must settle, once per key. It needs no compensation: what is due
 * stays due when the workflow fails.
 */
export const noteAdjustmentsDueStep = createStep(
  { name: "loyalty-note-adjustments-due", noCompensation: true },
  async (input: AdjustmentDueInput[], { container }) => {
    for (const adjustment of input) {
      await loyaltyService(container).noteAdjustmentDue(adjustment)
    }
    return new StepResponse({ noted: input.length })
  },
)

import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { SessionRewardRow, SessionRow } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface DropApprovalInput {
  session_id: string
  degraded: boolean
  error_code: string | null
  retry_after_s: number | null
}

/**
 * This step takes a session's approval away, because the engine could not be asked about the
 * basket as it is now. When the workflow fails later, the approval is put back.
 */
export const dropApprovalStep = createStep(
  "loyalty-drop-approval",
  async (input: DropApprovalInput, { container }) => {
    const service = loyaltyService(container)
    const previous = await service.snapshotEvaluation(input.session_id)
    await service.dropApproval(input)
    return new StepResponse<null, Previous>(null, previous)
  },
  async (previous, { container }) => {
    if (previous) {
      await loyaltyService(container).restoreEvaluation(previous)
    }
  },
)

type Previous = { session: SessionRow; rewards: SessionRewardRow[] } | null

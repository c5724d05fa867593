import { MedusaError } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface SettleAdjustmentInput {
  adjustment_id: string
  /** Which admin user settled it, and how: both stand in the record and in the audit. */
  cause: Cause
}

/**
 * This step notes that a person has settled what was due. It has no compensation: what a person
 * did outside of this shop is not undone by us.
 *
 * @throws MedusaError `not_found`; LoyaltyError `not_allowed` while a reversal of the same is on
 * its way.
 */
export const settleAdjustmentStep = createStep(
  { name: "loyalty-settle-adjustment", noCompensation: true },
  async ({ adjustment_id, cause }: SettleAdjustmentInput, { container }) => {
    const outcome = await loyaltyService(container).settleAdjustment(adjustment_id, cause)
    if (outcome === "not_found") {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `There is no such adjustment: ${adjustment_id}`,
      )
    }
    if (outcome === "running") {
      throw new LoyaltyError(
        "not_allowed",
        "The engine was asked again and has not answered yet; wait for the outcome of the operation",
      )
    }
    return new StepResponse({ adjustment_id })
  },
)

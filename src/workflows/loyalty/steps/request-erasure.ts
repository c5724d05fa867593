import { MedusaError } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface RequestErasureInput {
  member_id: string
  /** Who asked for it, and why: an erasure that must wait runs in their name. */
  cause: Cause
}

/**
 * This step notes that a member is to be erased, and unties the customer. It has no compensation:
 * a person's wish stands, whatever fails after it.
 *
 * @throws MedusaError `not_found`.
 */
export const requestErasureStep = createStep(
  { name: "loyalty-request-erasure", noCompensation: true },
  async ({ member_id, cause }: RequestErasureInput, { container }) => {
    if (!(await loyaltyService(container).requestErasure(member_id, cause))) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, `Loyalty member not found: ${member_id}`)
    }
    return new StepResponse({ member_id })
  },
)

import { MedusaError } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { loyaltyService } from "../utils/loyalty"

/**
 * This step notes that a member is to be erased, and unties the customer. It has no compensation:
 * a person's wish stands, whatever fails after it.
 *
 * @throws MedusaError `not_found`.
 */
export const requestErasureStep = createStep(
  { name: "loyalty-request-erasure", noCompensation: true },
  async ({ member_id }: { member_id: string }, { container }) => {
    if (!(await loyaltyService(container).requestErasure(member_id))) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, `Loyalty member not found: ${member_id}`)
    }
    return new StepResponse({ member_id })
  },
)

import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface EraseMemberInput {
  member_id: string
  cause: Cause
}

/**
 * This step erases a member whose erasure was asked for, or says that something must be decided
 * first. It has no compensation: what is erased cannot come back, and that is what was asked for.
 */
export const eraseMemberStep = createStep(
  { name: "loyalty-erase-member", noCompensation: true },
  async ({ member_id, cause }: EraseMemberInput, { container }) => {
    const status = await loyaltyService(container).eraseMember(member_id, cause)
    if (status === "erased") {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.info(
        `loyalty: member ${member_id} erased for ${cause.actor} (${cause.correlation_id})`,
      )
    }
    return new StepResponse<"erased" | "waiting">(status)
  },
)

import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { UpsertMemberInput } from "../../../modules/loyalty/persistence/member-service"
import { loyaltyService } from "../utils/loyalty"

export interface UpsertMemberStepInput extends Omit<UpsertMemberInput, "identifier"> {
  /** Sealed, because a workflow keeps its input; null when the member was known without one. */
  sealed_identifier: string | null
}

/**
 * This step stores what the engine said of a member. It needs no compensation: it stays true when
 * the session could not be opened.
 */
export const upsertMemberStep = createStep(
  { name: "loyalty-upsert-member", noCompensation: true },
  async ({ sealed_identifier, ...input }: UpsertMemberStepInput, { container }) => {
    const service = loyaltyService(container)
    const member = await service.upsertMember({
      ...input,
      identifier: sealed_identifier === null ? null : service.openTransfer(sealed_identifier),
    })
    return new StepResponse({ id: member.id })
  },
)

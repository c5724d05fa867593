import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface LinkMemberInput {
  member_id: string
  customer_id: string
  /** Who did it in Admin, and why; absent where the customer did it. */
  cause?: Cause
}

export interface LinkMemberResult {
  outcome: "linked" | "taken" | "erased"
  linked_at: string | null
}

interface Undo {
  member_id: string
  customer_id: string
  is_new: boolean
  /** The customer's earlier members. */
  untied: string[]
}

/**
 * This step ties a member to a customer. When the workflow fails later, a new tie is undone, and
 * members that it untied get their customer back.
 */
export const linkMemberStep = createStep(
  "loyalty-link-member",
  async ({ member_id, customer_id, cause }: LinkMemberInput, { container }) => {
    const service = loyaltyService(container)
    const before = await service.memberById(member_id)
    const link = await service.linkMember({ member_id, customer_id, cause })
    if (link.outcome !== "linked") {
      return new StepResponse<LinkMemberResult, Undo | null>(
        { outcome: link.outcome, linked_at: null },
        null,
      )
    }
    const is_new = before?.customer_id !== customer_id
    return new StepResponse<LinkMemberResult, Undo | null>(
      { outcome: "linked", linked_at: new Date(link.linked_at).toISOString() },
      { member_id, customer_id, is_new, untied: link.untied },
    )
  },
  async (undo, { container }) => {
    if (!undo?.is_new) {
      return
    }
    const service = loyaltyService(container)
    const { customer_id, member_id, untied } = undo
    await service.unlinkCustomer(customer_id, { member_id })
    for (const id of untied) {
      await service.linkMember({ member_id: id, customer_id })
    }
  },
)

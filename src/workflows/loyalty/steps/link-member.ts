import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface LinkMemberInput {
  member_id: string
  customer_id: string
  /** Who did it in Admin, and why; absent where the customer did it. */
  cause?: Cause
}

/** This step ties a member to a customer. When the workflow fails later, a new tie is undone. */
export const linkMemberStep = createStep(
  "loyalty-link-member",
  async ({ member_id, customer_id, cause }: LinkMemberInput, { container }) => {
    const service = loyaltyService(container)
    const before = await service.memberById(member_id)
    const link = await service.linkMember({ member_id, customer_id, cause })
    const isNew = link !== null && before?.customer_id !== customer_id
    return new StepResponse<{ linked_at: string | null }, string | null>(
      { linked_at: link ? new Date(link.linked_at).toISOString() : null },
      isNew ? customer_id : null,
    )
  },
  async (customer_id, { container }) => {
    if (customer_id) {
      await loyaltyService(container).unlinkCustomer(customer_id)
    }
  },
)

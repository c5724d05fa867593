import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { loyaltyService } from "../utils/loyalty"

interface Undo {
  customer_id: string
  member_ids: string[]
}

/** This step unties a customer's members. When the workflow fails later, it ties them again. */
export const unlinkMemberStep = createStep(
  "loyalty-unlink-member",
  async ({ customer_id }: { customer_id: string }, { container }) => {
    const member_ids = await loyaltyService(container).unlinkCustomer(customer_id)
    return new StepResponse<{ unlinked: number }, Undo>(
      { unlinked: member_ids.length },
      { customer_id, member_ids },
    )
  },
  async (undo, { container }) => {
    for (const member_id of undo?.member_ids ?? []) {
      await loyaltyService(container).linkMember({
        member_id,
        customer_id: undo?.customer_id ?? "",
      })
    }
  },
)

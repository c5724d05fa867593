import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface UnlinkMemberInput {
  customer_id: string
  /** One of the customer's members; all of them without it. */
  member_id?: string
  /** Who did it in Admin, and why; absent where the customer did it. */
  cause?: Cause
}

interface Undo {
  customer_id: string
  member_ids: string[]
}

/** This step unties a customer's members, or one of them. When the workflow fails later, it ties them again. */
export const unlinkMemberStep = createStep(
  "loyalty-unlink-member",
  async ({ customer_id, member_id, cause }: UnlinkMemberInput, { container }) => {
    const member_ids = await loyaltyService(container).unlinkCustomer(customer_id, {
      member_id,
      cause,
    })
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

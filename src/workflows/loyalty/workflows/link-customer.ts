import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { LOYALTY_EVENTS } from "../../../types/events"
import { enqueueOperationStep } from "../steps/enqueue-operation"
import { linkMemberStep } from "../steps/link-member"
import { announce } from "../utils/announce"

export interface LinkCustomerInput {
  member_id: string
  customer_id: string
  store_id: string
  provider_id: string
  /** Who did it in Admin, and why; absent where the customer did it. */
  cause?: Cause
}

export const linkCustomerWorkflowId = "loyalty-link-customer"

/**
 * Ties a member to a customer and puts a sync of balance and history into the outbox.
 *
 * @summary Link a loyalty member to a customer.
 */
export const linkCustomerWorkflow = createWorkflow(
  linkCustomerWorkflowId,
  (input: LinkCustomerInput) => {
    const link = linkMemberStep(input)
    when("loyalty-member-was-linked", { link }, ({ link }) => link.linked_at !== null).then(() => {
      enqueueOperationStep(
        transform({ input, link }, ({ input, link }) => ({
          kind: "sync" as const,
          // One sync per link: who links again gets the history again.
          subject_id: `${input.customer_id}:${input.member_id}:${link.linked_at}`,
          customer_id: input.customer_id,
          member_id: input.member_id,
          store_id: input.store_id,
          provider_id: input.provider_id,
          due: true,
        })),
      )
      announce(
        LOYALTY_EVENTS.MEMBER_LINKED,
        transform({ input }, ({ input }) => ({
          id: input.member_id,
          customer_id: input.customer_id,
        })),
      )
    })
    return new WorkflowResponse(link)
  },
)

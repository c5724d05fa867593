import type { MedusaContainer } from "@medusajs/framework/types"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Cause, MemberRow } from "../../../modules/loyalty/types/rows"
import { observed } from "../utils/observed"
import { linkCustomerWorkflow } from "../workflows/link-customer"

/**
 * Ties a member to a customer and asks for the engine's balance and history in the background.
 *
 * @throws LoyaltyError `not_allowed` when the member belongs to another customer, or is erased or about to be.
 */
export const linkCustomer = observed(link, {
  name: "link",
  before: ({ customer_id, store_id, cause }) => ({
    customer_id,
    store_id,
    correlation_id: cause?.correlation_id,
  }),
  after: () => ({ outcome: "linked" }),
})

async function link(
  container: MedusaContainer,
  input: { member: MemberRow; customer_id: string; store_id: string; cause?: Cause },
): Promise<void> {
  const { member, ...others } = input
  const { result } = await linkCustomerWorkflow(container).run({
    input: { ...others, member_id: member.id, provider_id: member.provider_id },
  })
  if (result.outcome === "erased") {
    throw new LoyaltyError(
      "not_allowed",
      "This member's data is being erased and cannot be linked; identify again after it is done",
    )
  }
  if (result.outcome === "taken") {
    throw new LoyaltyError("not_allowed", "This loyalty account belongs to another customer")
  }
}

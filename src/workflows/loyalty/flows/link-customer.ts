import type { MedusaContainer } from "@medusajs/framework/types"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Cause, MemberRow } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"
import { observed } from "../utils/observed"
import { linkCustomerWorkflow } from "../workflows/link-customer"
import { newCorrelationId } from "./engine"
import { unlinkDeletedCustomer } from "./unlink-deleted-customer"

/**
 * Ties a member to a customer and asks for the engine's balance and history in the background. A
 * tie to a customer who was deleted keeps nobody out.
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
  const tie = async () => {
    const { result } = await linkCustomerWorkflow(container).run({
      input: { ...others, member_id: member.id, provider_id: member.provider_id },
    })
    return result.outcome
  }
  let outcome = await tie()
  if (outcome === "taken" && (await freeFromDeletedCustomer(container, member.id))) {
    outcome = await tie()
  }
  if (outcome === "erased") {
    throw new LoyaltyError(
      "not_allowed",
      "This member's data is being erased and cannot be linked; identify again after it is done",
    )
  }
  if (outcome === "taken") {
    throw new LoyaltyError("not_allowed", "This loyalty account belongs to another customer")
  }
}

/** Whether a member was a deleted customer's, of whose end no event told, and is nobody's now. */
async function freeFromDeletedCustomer(
  container: MedusaContainer,
  member_id: string,
): Promise<boolean> {
  const member = await loyaltyService(container).memberById(member_id)
  if (!member?.customer_id) {
    return false
  }
  return unlinkDeletedCustomer(container, {
    customer_id: member.customer_id,
    cause: { reason: "customer.deleted", actor: "system", correlation_id: newCorrelationId() },
  })
}

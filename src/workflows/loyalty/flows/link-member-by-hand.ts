import type { MedusaContainer } from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { accountOf, isOfAccount } from "../utils/engine-account"
import { loyaltyService } from "../utils/loyalty"
import { unlinkCustomerWorkflow } from "../workflows/unlink-customer"
import { linkCustomer } from "./link-customer"

/**
 * Ties a member to a customer because an admin user says so, who has checked that they are one
 * person. It stands in the audit.
 *
 * @throws MedusaError `not_found` for an unknown member or customer; LoyaltyError `not_allowed` when
 * the member belongs to another customer, or no store uses its programme any more.
 */
export async function linkMemberByHand(
  container: MedusaContainer,
  input: { member_id: string; customer_id: string; cause: Cause },
): Promise<void> {
  const service = loyaltyService(container)
  const { member_id, customer_id, cause } = input
  const member = await service.memberById(member_id)
  const customers = container.resolve(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ id: customer_id }, { take: 1 })
  if (!member || !customer) {
    throw notFound(member ? "customer" : "loyalty member")
  }
  const configs = await service.listStoreConfigsWithChannels()
  const config = configs.find((one) => isOfAccount(member, accountOf(one)))
  if (!config) {
    throw new LoyaltyError("not_allowed", "No store uses this member's programme any more")
  }
  await linkCustomer(container, { member, customer_id, store_id: config.store_id, cause })
}

/**
 * Unties a member from its customer; the engine's own account stays as it is.
 *
 * @throws MedusaError `not_found` for an unknown member; LoyaltyError `not_linked` for one without a
 * customer.
 */
export async function unlinkMemberByHand(
  container: MedusaContainer,
  input: { member_id: string; cause: Cause },
): Promise<void> {
  const member = await loyaltyService(container).memberById(input.member_id)
  if (!member) {
    throw notFound("loyalty member")
  }
  if (member.customer_id === null) {
    throw new LoyaltyError("not_linked", "This member is linked to no customer")
  }
  await unlinkCustomerWorkflow(container).run({
    input: { customer_id: member.customer_id, member_id: member.id, cause: input.cause },
  })
}

function notFound(what: string): MedusaError {
  return new MedusaError(MedusaError.Types.NOT_FOUND, `There is no such ${what}`)
}

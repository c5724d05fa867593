import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { unlinkCustomerWorkflow } from "../workflows/unlink-customer"

/**
 * Unties the memberships of a customer who was deleted, so that the same person, registered anew,
 * can link them again; the engine's own accounts stay as they are. Answers whether the customer is
 * gone: the members of one who is still there are left alone, whatever an event said.
 */
export async function unlinkDeletedCustomer(
  container: MedusaContainer,
  { customer_id, cause }: { customer_id: string; cause: Cause },
): Promise<boolean> {
  const customers = container.resolve(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ id: customer_id }, { select: ["id"], take: 1 })
  if (customer) {
    return false
  }
  await unlinkCustomerWorkflow(container).run({ input: { customer_id, cause } })
  return true
}

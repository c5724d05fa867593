import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { isLoyaltyError } from "../../../../modules/loyalty/domain/errors"
import { normalizeIdentifier } from "../../../../modules/loyalty/domain/identifier"
import type { LoyaltyIdentifier } from "../../../../types/provider"
import { loyaltyService } from "../../utils/loyalty"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { linkCustomer } from "../link-customer"
import { newSessionNames } from "../session-names"

/** Gives a registered customer an account with the engine and links it, in the background. */
export async function runEnrol(
  container: MedusaContainer,
  operation: ClaimedOperation,
): Promise<Attempt> {
  const service = loyaltyService(container)
  const customers: ICustomerModuleService = container.resolve(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ id: operation.customer_id ?? "" })
  const config = await service.storeConfig(operation.store_id)
  const identifier =
    customer && identifierOf(customer.phone, customer.email, service.options().default_country)
  if (!customer || !config?.enabled || !identifier) {
    return { kind: "done" }
  }
  const connection = await service.connectionFor(config)
  const { pos_sequence_id } = newSessionNames(config.site_id, operation.id, operation.created_at)
  const reply = await service.provider(config.provider_id).enrol(
    { connection, correlation_id: operation.id },
    {
      session: {
        provider_session_id: null,
        pos_sequence_id,
        message_sequence: 1,
        transaction_id: operation.id,
      },
      identifier,
      email: customer.email,
      first_name: customer.first_name ?? null,
      last_name: customer.last_name ?? null,
      consent: { at: new Date(customer.created_at).toISOString(), source: "store_registration" },
      idempotency_key: `enrol:${operation.subject_id}:${config.store_id}`,
    },
  )
  if (!reply.ok) {
    return { kind: "failed", failure: reply.error }
  }
  const member = await service.upsertMember({
    provider_id: config.provider_id,
    participant_id: config.participant_id ?? "",
    identified: reply.value,
    identifier,
  })
  // An account that existed before is not this customer's just because the number is: that takes
  // proof. Only an account made for the customer is linked without it; the engine says so again
  // when the first answer was lost.
  if (reply.value.created) {
    await linkCustomer(container, {
      member,
      customer_id: customer.id,
      store_id: config.store_id,
    })
  }
  return { kind: "done" }
}

function identifierOf(
  phone: string | null | undefined,
  email: string | null | undefined,
  country: string,
): LoyaltyIdentifier | null {
  for (const given of [{ phone }, { email }]) {
    if (Object.values(given)[0]) {
      try {
        return normalizeIdentifier(given, country)
      } catch (error) {
        // An address book entry that is no identifier is no fault: try the next one.
        if (!isLoyaltyError(error)) {
          throw error
        }
      }
    }
  }
  return null
}

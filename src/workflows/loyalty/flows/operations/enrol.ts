import type {
  CustomerDTO,
  ICustomerModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { isLoyaltyError } from "../../../../modules/loyalty/domain/errors"
import { normalizeIdentifier } from "../../../../modules/loyalty/domain/identifier"
import type { StoreConfigRow } from "../../../../modules/loyalty/persistence/config-types"
import type { Claim } from "../../../../modules/loyalty/persistence/outbox-service"
import type { EnrolInput, FrozenRequest, LoyaltyIdentifier } from "../../../../types/provider"
import { loyaltyService } from "../../utils/loyalty"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { linkCustomer } from "../link-customer"
import { newSessionNames } from "../session-names"

/** What the engine is asked with: frozen, because a repeated key must carry the same content. */
type Enrolment = Omit<EnrolInput, "session" | "idempotency_key">

/** Gives a registered customer an account with the engine and links it, in the background. */
export async function runEnrol(
  container: MedusaContainer,
  operation: ClaimedOperation,
  claim: Claim,
): Promise<Attempt> {
  const service = loyaltyService(container)
  const customers: ICustomerModuleService = container.resolve(Modules.CUSTOMER)
  const [customer] = await customers.listCustomers({ id: operation.customer_id ?? "" })
  const config = await service.storeConfig(operation.store_id)
  if (!customer || !config?.enabled) {
    return { kind: "done" }
  }
  const connection = await service.connectionFor(config)
  const frozen = await freeze(container, { operation, claim, customer, config })
  if (!frozen) {
    return { kind: "done" }
  }
  const { enrolment, idempotency_key } = frozen
  const { pos_sequence_id } = newSessionNames(config.site_id, operation.id, operation.created_at)
  const reply = await service.provider(config.provider_id).enrol(
    { connection, correlation_id: operation.id },
    {
      ...enrolment,
      session: {
        provider_session_id: null,
        pos_sequence_id,
        message_sequence: 1,
        transaction_id: operation.id,
      },
      idempotency_key,
    },
    operation.attempts - 1,
  )
  if (!reply.ok) {
    // The store's settings changed since: nobody is left to ask, and nothing for a person to mend.
    return reply.error.code === "not_supported"
      ? { kind: "done" }
      : { kind: "failed", failure: reply.error }
  }
  const member = await service.storeEnrolled(claim, {
    provider_id: config.provider_id,
    participant_id: config.participant_id ?? "",
    identified: reply.value,
    identifier: enrolment.identifier,
  })
  // An account that existed before is not this customer's just because the number is: that takes
  // proof. Only an account made for the customer is linked without it; the engine says so again
  // when the first answer was lost.
  if (member && reply.value.created) {
    await linkCustomer(container, {
      member,
      customer_id: customer.id,
      store_id: config.store_id,
    })
  }
  return { kind: "done" }
}

/**
 * The request of the first attempt, whatever the customer changed since; null for a customer
 * without an identifier.
 */
async function freeze(
  container: MedusaContainer,
  input: {
    operation: ClaimedOperation
    claim: Claim
    customer: CustomerDTO
    config: StoreConfigRow
  },
): Promise<{ enrolment: Enrolment; idempotency_key: string } | null> {
  const { operation, claim, customer, config } = input
  const service = loyaltyService(container)
  if (operation.sealed_body !== null) {
    return thawed(service.openRequest(operation))
  }
  const { default_country } = service.options()
  const identifier = identifierOf(customer.phone, customer.email, default_country)
  if (!identifier) {
    return null
  }
  const enrolment: Enrolment = {
    identifier,
    email: customer.email,
    first_name: customer.first_name ?? null,
    last_name: customer.last_name ?? null,
    consent: { at: new Date(customer.created_at).toISOString(), source: "store_registration" },
  }
  const request = {
    idempotency_key: `enrol:${operation.subject_id}:${config.store_id}`,
    body: JSON.stringify(enrolment),
  }
  return thawed(await service.freezeRequest(claim, { request, details: {} }))
}

function thawed(request: FrozenRequest): { enrolment: Enrolment; idempotency_key: string } {
  return {
    enrolment: JSON.parse(request.body) as Enrolment,
    idempotency_key: request.idempotency_key,
  }
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

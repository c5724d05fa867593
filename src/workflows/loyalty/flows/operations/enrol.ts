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
import { accountOf, placeOf, type EnginePlace } from "../../utils/engine-account"
import { loyaltyService } from "../../utils/loyalty"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { isStillAt } from "../engine"
import { linkCustomer } from "../link-customer"
import { newSessionNames } from "../session-names"

type Enrolment = Omit<EnrolInput, "session" | "idempotency_key">

/**
 * What the engine is asked with, and as which of its sites: frozen, because a repeated key must
 * carry the same content, whatever customer and store changed since.
 */
interface FrozenEnrolment {
  enrolment: Enrolment
  place: EnginePlace
  idempotency_key: string
}

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
  const earlier = await earlierRequest(container, { operation, claim, config })
  const place = earlier?.place ?? placeOf(config)
  // Before anything is frozen: what nobody can send yet may still change.
  const { store_id, config_version } = config
  const connection = await service.connectionFor({ ...place, store_id, config_version })
  const frozen = earlier ?? (await freeze(container, { operation, claim, customer, config }))
  if (!frozen) {
    return { kind: "done" }
  }
  const { enrolment, idempotency_key } = frozen
  const { pos_sequence_id } = newSessionNames(place.site_id, operation.id, operation.created_at)
  const reply = await service.provider(place.provider_id).enrol(
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
    ...accountOf(place),
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
      store_id,
    })
  }
  return { kind: "done" }
}

/**
 * The request of an earlier attempt. Null where there was none, and where the store got another site
 * since and the engine certainly took nothing: a refusal binds no key, and the new site is asked.
 */
async function earlierRequest(
  container: MedusaContainer,
  input: { operation: ClaimedOperation; claim: Claim; config: StoreConfigRow },
): Promise<FrozenEnrolment | null> {
  const { operation, claim, config } = input
  if (operation.sealed_body === null) {
    return null
  }
  const service = loyaltyService(container)
  const earlier = thawed(service.openRequest(operation), placeOf(config))
  const wasRefusedElsewhere = !operation.ever_unknown && !isStillAt(earlier.place, config)
  return wasRefusedElsewhere && (await service.thawRequest(claim)) ? null : earlier
}

/** The request of a first attempt; null for a customer without an identifier. */
async function freeze(
  container: MedusaContainer,
  input: {
    operation: ClaimedOperation
    claim: Claim
    customer: CustomerDTO
    config: StoreConfigRow
  },
): Promise<FrozenEnrolment | null> {
  const { operation, claim, customer, config } = input
  const service = loyaltyService(container)
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
  const place = placeOf(config)
  const request = {
    idempotency_key: `enrol:${operation.subject_id}:${config.store_id}`,
    body: JSON.stringify({ ...enrolment, place }),
  }
  return thawed(await service.freezeRequest(claim, { request, details: {} }), place)
}

/** @param present for a request that is older than its place */
function thawed({ body, idempotency_key }: FrozenRequest, present: EnginePlace): FrozenEnrolment {
  const { place, ...enrolment } = JSON.parse(body) as Enrolment & { place?: EnginePlace }
  return { enrolment, place: place ?? present, idempotency_key }
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

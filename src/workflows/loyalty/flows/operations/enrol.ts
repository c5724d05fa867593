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
import type {
  EngineConnection,
  EnrolledMember,
  EnrolSnapshot,
  FrozenRequest,
  LoyaltyIdentifier,
  LoyaltyProvider,
} from "../../../../types/provider"
import { accountOf, placeOf, type EnginePlace } from "../../utils/engine-account"
import { loyaltyService } from "../../utils/loyalty"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { linkCustomer } from "../link-customer"
import { newSessionNames } from "../session-names"

type Enrolment = Omit<EnrolSnapshot, "session" | "idempotency_key">

/**
 * What the engine is asked with, and as which of its sites: frozen, because a repeated key must
 * carry the same content, whatever customer and store changed since.
 */
interface FrozenEnrolment {
  enrolment: Enrolment
  place: EnginePlace
  idempotency_key: string
  /** As the engine's provider wrote it; null in a row that is older than the field. */
  body: string | null
}

interface Enrolling {
  container: MedusaContainer
  operation: ClaimedOperation
  claim: Claim
  customer: CustomerDTO
  config: StoreConfigRow
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
  const enrolling = { container, operation, claim, customer, config }
  const earlier = await earlierRequest(enrolling)
  const place = earlier?.place ?? placeOf(config)
  // Before anything is frozen: what nobody can send yet may still change.
  const { store_id, config_version } = config
  const connection = await service.connectionFor({ ...place, store_id, config_version })
  const provider = service.provider(place.provider_id)
  if (!earlier && !provider.capabilities(connection).has("enrol")) {
    return { kind: "done" }
  }
  const frozen = earlier ?? (await freeze(enrolling, provider, connection))
  if (!frozen) {
    return { kind: "done" }
  }
  const reply = await provider.enrol(
    { connection, correlation_id: operation.id },
    requestOf(operation, frozen, (snapshot) => provider.freezeEnrol(connection, snapshot)),
    operation.attempts - 1,
  )
  if (!reply.ok) {
    // The store's settings changed since: nobody is left to ask, and nothing for a person to mend.
    return reply.error.code === "not_supported"
      ? { kind: "done" }
      : { kind: "failed", failure: reply.error }
  }
  await link(enrolling, frozen, reply.value)
  return { kind: "done" }
}

/**
 * An account that existed before is not this customer's just because the number is: that takes
 * proof. Only an account made for the customer is linked without it; the engine says so again when
 * the first answer was lost.
 */
async function link(
  { container, claim, customer, config }: Enrolling,
  { enrolment, place }: FrozenEnrolment,
  identified: EnrolledMember,
): Promise<void> {
  const member = await loyaltyService(container).storeEnrolled(claim, {
    ...accountOf(place),
    identified,
    identifier: enrolment.identifier,
  })
  if (member && identified.created) {
    await linkCustomer(container, {
      member,
      customer_id: customer.id,
      store_id: config.store_id,
    })
  }
}

/**
 * The request of an earlier attempt. Null where there was none, and where the engine certainly took
 * nothing: a refusal binds no key, and the store's site or settings may be mended since.
 */
async function earlierRequest({
  container,
  operation,
  claim,
  config,
}: Enrolling): Promise<FrozenEnrolment | null> {
  if (operation.sealed_body === null) {
    return null
  }
  const service = loyaltyService(container)
  const wasRefused = !operation.ever_unknown && (await service.thawRequest(claim))
  return wasRefused ? null : thawed(service.openRequest(operation), placeOf(config))
}

/** The request of a first attempt; null for a customer without an identifier. */
async function freeze(
  { container, operation, claim, customer, config }: Enrolling,
  provider: LoyaltyProvider,
  connection: EngineConnection,
): Promise<FrozenEnrolment | null> {
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
  const named = `enrol:${operation.subject_id}:${config.store_id}`
  const { idempotency_key, body } = provider.freezeEnrol(
    connection,
    snapshotOf(operation, { enrolment, place, idempotency_key: named }),
  )
  const request = { idempotency_key, body: JSON.stringify({ ...enrolment, place, body }) }
  return thawed(await service.freezeRequest(claim, { request, details: {} }), place)
}

function snapshotOf(
  operation: ClaimedOperation,
  { enrolment, place, idempotency_key }: Omit<FrozenEnrolment, "body">,
): EnrolSnapshot {
  const { pos_sequence_id } = newSessionNames(place.site_id, operation.id, operation.created_at)
  return {
    ...enrolment,
    session: {
      provider_session_id: null,
      pos_sequence_id,
      message_sequence: 1,
      transaction_id: operation.id,
    },
    idempotency_key,
  }
}

/** What is sent, the same at each attempt. */
function requestOf(
  operation: ClaimedOperation,
  frozen: FrozenEnrolment,
  freezeNow: (snapshot: EnrolSnapshot) => FrozenRequest,
): FrozenRequest {
  const { idempotency_key, body } = frozen
  return body === null ? freezeNow(snapshotOf(operation, frozen)) : { idempotency_key, body }
}

/** @param present for a request that is older than its place */
function thawed(frozen: FrozenRequest, present: EnginePlace): FrozenEnrolment {
  const { place, body, ...enrolment } = JSON.parse(frozen.body) as Enrolment & {
    place?: EnginePlace
    body?: string
  }
  const { idempotency_key } = frozen
  return { enrolment, place: place ?? present, idempotency_key, body: body ?? null }
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

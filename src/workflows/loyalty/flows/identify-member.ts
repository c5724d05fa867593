import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, generateEntityId } from "@medusajs/framework/utils"

import { isLoyaltyError, LoyaltyError } from "../../../modules/loyalty/domain/errors"
import { digitsOf } from "../../../modules/loyalty/domain/money"
import type { StoreConfigRow } from "../../../modules/loyalty/persistence/config-types"
import type { Cause, MemberRow, SessionRow } from "../../../modules/loyalty/types/rows"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type {
  EngineConnection,
  IdentifiedMember,
  LoyaltyIdentifier,
  LoyaltyProvider,
  ProviderFailure,
  SessionRef,
} from "../../../types/provider"
import { LOYALTY_EVENTS } from "../../../types/events"
import { emitHint } from "../utils/emit-hint"
import { accountOf, placeOf } from "../utils/engine-account"
import { loyaltyService } from "../utils/loyalty"
import { observed } from "../utils/observed"
import { CallRecords, recordedEngine } from "../utils/recorded-engine"
import type { CartSnapshot } from "../utils/read-cart"
import { areCartsBeside, readCartToJoin, type CartToJoin } from "../utils/read-with-session"
import { storeOfCart } from "../utils/store-of-cart"
import { forgetWithoutSession } from "../utils/without-session"
import { endSession } from "./end-session"
import { isStillAt } from "./engine"
import { newSessionNames } from "./session-names"
import { describe, stateOf, type SessionState } from "./session-state"

export interface IdentifyMemberInput {
  cart_id: string
  /** What the shopper typed, normalised; null for a member who is already linked. */
  identifier: LoyaltyIdentifier | null
  /** The member linked to the logged-in customer. */
  member: MemberRow | null
  customer_id: string | null
  cause: Cause
}

const RETRY_AFTER_S = 30

/**
 * Opens the session of a cart for a member. Repeating it with the same identifier finds the same
 * session; another identifier releases the first session before anything of the second is shown
 * (edge case 19). The engine is called outside any transaction and lock.
 *
 * @throws LoyaltyError `loyalty_disabled`, `member_not_found` (unknown and inactive alike),
 * `loyalty_unavailable` when the engine cannot answer, `not_allowed` for a completed cart.
 */
export const identifyMember = observed(identify, {
  name: "identify",
  before: ({ customer_id, cause }) => ({
    customer_id: customer_id ?? undefined,
    correlation_id: cause.correlation_id,
  }),
  after: ({ session: { id, store_id } }) => ({
    outcome: "ok",
    fields: { session_id: id, store_id },
  }),
})

async function identify(
  container: MedusaContainer,
  input: IdentifyMemberInput,
): Promise<SessionState> {
  const found = await readCartToJoin(container, input.cart_id)
  const { live } = found
  const { cart, config } = await loyaltyOf(container, found)
  if (live && (await isReusable(container, live, { input, config }))) {
    return stateOf(container, live.id)
  }
  const records = new CallRecords(container)
  try {
    const opened = await askWhoItIs(container, { cart, config, input, records })
    if (live) {
      await replace(container, live, input.cause)
    }
    return await openOrJoin(container, { cart, config, input, opened, records })
  } finally {
    await records.end()
  }
}

async function openOrJoin(container: MedusaContainer, opening: Opening): Promise<SessionState> {
  const { cart, config, input } = opening
  try {
    return await openSession(container, opening)
  } catch (error) {
    // The shopper's other click was faster: for the same member its session is the answer to both.
    const lost = isLoyaltyError(error) && error.code === "version_conflict"
    const winner = lost ? await loyaltyService(container).liveSessionOfCart(cart.id) : null
    if (winner && (await isReusable(container, winner, { input, config }))) {
      return stateOf(container, winner.id)
    }
    throw error
  }
}

/** Lets the cart's session go, for another member's. */
async function replace(container: MedusaContainer, live: SessionRow, cause: Cause): Promise<void> {
  const outcome = await endSession(container, { session: live, failure_reason: "replaced", cause })
  if (outcome === "completed") {
    throw new LoyaltyError("not_allowed", "This cart has been completed; start a new one")
  }
  if (outcome !== "ended" && outcome !== "over") {
    throw new LoyaltyError("not_allowed", "This cart is being paid; its rewards stay with it")
  }
}

async function openSession(
  container: MedusaContainer,
  { cart, config, input, opened, records }: Opening,
): Promise<SessionState> {
  const identified = {
    carts_beside: await areCartsBeside(container),
    member: { ...accountOf(config), identified: opened.member, identifier: input.identifier },
    session: {
      ...placeOf(config),
      id: opened.names.session_id,
      store_id: config.store_id,
      config_version: config.config_version,
      cart_id: cart.id,
      customer_id: cart.customer_id,
      sales_channel_id: cart.sales_channel_id,
      currency_code: cart.currency_code,
      provider_session_id: opened.member.provider_session_id,
      pos_sequence_id: opened.names.pos_sequence_id,
      expires_at: opened.member.expires_at,
    },
  }
  const { session, member } = await records.storedBy((calls) =>
    loyaltyService(container).openSession({ ...identified, calls }, input.cause),
  )
  forgetWithoutSession(cart.id)
  await emitHint(container, LOYALTY_EVENTS.SESSION_CREATED, { id: session.id })
  return describe(container, { session, rewards: [], member })
}

/** A cart that can have a session, and the loyalty of its store. */
export async function requireLoyaltyCart(
  container: MedusaContainer,
  cart_id: string,
): Promise<{ cart: CartSnapshot; config: StoreConfigRow }> {
  return loyaltyOf(container, await readCartToJoin(container, cart_id))
}

async function loyaltyOf(
  container: MedusaContainer,
  { cart, owner }: CartToJoin,
): Promise<{ cart: CartSnapshot; config: StoreConfigRow }> {
  if (!cart) {
    throw new LoyaltyError("session_not_found", "There is no such cart")
  }
  if (cart.completed_at) {
    throw new LoyaltyError("not_allowed", "This cart has been completed; start a new one")
  }
  const config = await storeOfCart(container, cart, owner)
  if (!config) {
    throw new LoyaltyError("loyalty_disabled", "This store has no loyalty programme")
  }
  return { cart, config }
}

async function isReusable(
  container: MedusaContainer,
  session: SessionRow,
  { input, config }: { input: IdentifyMemberInput; config: StoreConfigRow },
): Promise<boolean> {
  return (
    isOfStore(session, config) &&
    (await isSameMember(container, session, input)) &&
    session.expires_at > (await loyaltyService(container).databaseClock())
  )
}

function isOfStore(session: SessionRow, config: StoreConfigRow): boolean {
  return (
    session.status === "active" &&
    session.store_id === config.store_id &&
    isStillAt(session, config)
  )
}

async function isSameMember(
  container: MedusaContainer,
  session: SessionRow,
  { identifier, member }: IdentifyMemberInput,
): Promise<boolean> {
  if (member) {
    return session.member_id === member.id
  }
  const service = loyaltyService(container)
  const known = await service.memberById(session.member_id)
  return (
    known !== null && identifier !== null && (await service.memberHasIdentifier(known, identifier))
  )
}

interface Identified {
  member: IdentifiedMember
  names: { session_id: string; pos_sequence_id: string }
}

interface Opening {
  cart: CartSnapshot
  config: StoreConfigRow
  input: IdentifyMemberInput
  opened: Identified
  /** Takes the call that identified the member. */
  records: CallRecords
}

async function askWhoItIs(
  container: MedusaContainer,
  context: Omit<Opening, "opened">,
): Promise<Identified> {
  const { cart, config, input, records } = context
  const names = newSessionNames(config.site_id, generateEntityId(undefined, "lses"))
  const session: SessionRef = {
    provider_session_id: null,
    pos_sequence_id: names.pos_sequence_id,
    message_sequence: 1,
    transaction_id: cart.id,
  }
  const { provider, connection } = await engineOfStore(container, config)
  if (digitsOf(cart.currency_code) > provider.amountDigitsMax()) {
    const currency = cart.currency_code.toUpperCase()
    throw new LoyaltyError(
      "loyalty_disabled",
      `This store's loyalty programme does not know amounts in ${currency}`,
    )
  }
  const reply = await recordedEngine(container, provider, {
    session_id: names.session_id,
    records,
  }).identify(
    { connection, correlation_id: input.cause.correlation_id },
    {
      session,
      provider_member_id: input.member?.provider_member_id ?? null,
      identifier: input.identifier,
    },
  )
  if (!reply.ok) {
    throw identifyError(reply.error)
  }
  return { member: reply.value, names }
}

/**
 * The engine of a store. What a merchant or an operator has to mend, e.g. a lost key, is no fault of
 * what the shopper typed: the log says what it is, the shopper goes on without loyalty.
 */
async function engineOfStore(
  container: MedusaContainer,
  config: StoreConfigRow,
): Promise<{ provider: LoyaltyProvider; connection: EngineConnection }> {
  const service = loyaltyService(container)
  try {
    const connection = await service.connectionFor(config)
    return { provider: service.provider(config.provider_id), connection }
  } catch (error) {
    if (!isLoyaltyError(error)) {
      throw error
    }
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(`loyalty: store ${config.store_id} cannot reach its engine: ${safeMessage(error)}`)
    throw unavailable({ engine_code: error.code })
  }
}

/** One answer for unknown and inactive members, so that nobody can tell them apart. */
function identifyError(failure: ProviderFailure): LoyaltyError {
  switch (failure.code) {
    case "member_not_found":
    case "member_inactive":
      return new LoyaltyError(
        "member_not_found",
        "We could not find an active loyalty account for this identifier",
      )
    case "invalid_request":
      return new LoyaltyError("invalid_identifier", "The loyalty programme refused this identifier")
    default:
      return unavailable({ engine_code: failure.code, retry_after: failure.retry_after_s })
  }
}

function unavailable(context: {
  engine_code: string
  retry_after?: number | undefined
}): LoyaltyError {
  return new LoyaltyError(
    "loyalty_unavailable",
    "The loyalty programme is not available right now; you can go on without it",
    { context: { ...context, retry_after: context.retry_after ?? RETRY_AFTER_S } },
  )
}

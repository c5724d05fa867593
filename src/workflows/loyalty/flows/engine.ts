import { randomUUID } from "node:crypto"

import type { MedusaContainer } from "@medusajs/framework/types"

import type {
  SealedStoreConfig,
  StoreConfigRow,
} from "../../../modules/loyalty/persistence/config-types"
import type { SessionRow } from "../../../modules/loyalty/types/rows"
import type { CallContext, LoyaltyProvider, SessionRef } from "../../../types/provider"
import { isOfAccount, placeOf, type EnginePlace } from "../utils/engine-account"
import { loyaltyService } from "../utils/loyalty"
import { recordedEngine, type CallRecords } from "../utils/recorded-engine"

/** A fresh id to follow one request through logs, audit and the engine. */
export function newCorrelationId(): string {
  return randomUUID()
}

/** How a session's engine is called. */
interface Calling {
  correlation_id: string
  /** The store's row, if the caller has just read it. */
  config?: SealedStoreConfig
  /** Takes the records of calls, for the caller to store. */
  records?: CallRecords
}

/** The engine of a session and how to call it: the store's present settings, the session's site. */
export async function engineOfSession(
  container: MedusaContainer,
  session: SessionRow,
  { correlation_id, config, records }: Calling,
): Promise<{ provider: LoyaltyProvider; call: CallContext }> {
  const service = loyaltyService(container)
  const connection = await service.connectionFor(session, config)
  return {
    provider: recordedEngine(container, service.provider(session.provider_id), {
      session_id: session.id,
      ...(records && { records }),
    }),
    call: { connection, correlation_id },
  }
}

/** Whether a store still has the engine, the account and the site that a session was opened at. */
export function isStillAt(earlier: EnginePlace, config: StoreConfigRow): boolean {
  const place = placeOf(config)
  return isOfAccount(earlier, place) && earlier.site_id === place.site_id
}

/** Names a session to its engine. The transaction is the cart until there is an order. */
export function sessionRef(session: SessionRow, message_sequence: number): SessionRef {
  return {
    provider_session_id: session.provider_session_id,
    pos_sequence_id: session.pos_sequence_id,
    message_sequence,
    transaction_id: session.order_id ?? session.cart_id,
  }
}

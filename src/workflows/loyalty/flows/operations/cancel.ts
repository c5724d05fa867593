import type { MedusaContainer } from "@medusajs/framework/types"

import type { Claim } from "../../../../modules/loyalty/persistence/outbox-service"
import type { SessionRow } from "../../../../modules/loyalty/types/rows"
import type { CancelInput, FrozenRequest, ProviderErrorCode } from "../../../../types/provider"
import { loyaltyService } from "../../utils/loyalty"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { engineOfSession, sessionRef } from "../engine"

/**
 * Answers with which there is nothing to tell any more: the engine does not know the session, has
 * booked it, or takes no cancel since the store's settings changed. No repetition changes that.
 */
const POINTLESS: ReadonlySet<ProviderErrorCode> = new Set([
  "session_not_found",
  "already_finalized",
  "not_supported",
])

/** Tells the engine that an unfinalized session is over. */
export async function runCancel(
  container: MedusaContainer,
  operation: ClaimedOperation,
  claim: Claim,
): Promise<Attempt> {
  const service = loyaltyService(container)
  const session = operation.session_id ? await service.sessionById(operation.session_id) : null
  if (!session) {
    return { kind: "done" }
  }
  const { provider, call } = await engineOfSession(container, session, {
    correlation_id: operation.id,
  })
  const input = await freeze(container, { operation, claim, session })
  const reply = await provider.cancel(call, input, operation.attempts - 1)
  return reply.ok || POINTLESS.has(reply.error.code)
    ? { kind: "done" }
    : { kind: "failed", failure: reply.error }
}

/** What the first attempt said: a repeated key must carry the same content, its number included. */
async function freeze(
  container: MedusaContainer,
  input: { operation: ClaimedOperation; claim: Claim; session: SessionRow },
): Promise<CancelInput> {
  const { operation, claim, session } = input
  const service = loyaltyService(container)
  if (operation.sealed_body !== null) {
    return thawed(service.openRequest(operation))
  }
  const message: CancelInput = {
    session: sessionRef(session, await service.nextMessageSequence(session.id)),
    reason: reasonOf(operation),
  }
  const request = { idempotency_key: `cancel:${session.id}`, body: JSON.stringify(message) }
  return thawed(await service.freezeRequest(claim, { request, details: {} }))
}

function thawed({ body }: FrozenRequest): CancelInput {
  return JSON.parse(body) as CancelInput
}

function reasonOf({ snapshot }: ClaimedOperation): string {
  const reason = snapshot?.["reason"]
  return typeof reason === "string" ? reason : "released"
}

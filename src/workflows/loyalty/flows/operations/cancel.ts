import type { MedusaContainer } from "@medusajs/framework/types"

import { loyaltyService } from "../../utils/loyalty"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { engineOfSession, sessionRef } from "../engine"

/** Tells the engine that an unfinalized session is over. One it no longer knows is told already. */
export async function runCancel(
  container: MedusaContainer,
  operation: ClaimedOperation,
): Promise<Attempt> {
  const service = loyaltyService(container)
  const session = operation.session_id ? await service.sessionById(operation.session_id) : null
  if (!session) {
    return { kind: "done" }
  }
  const { provider, call } = await engineOfSession(container, session, {
    correlation_id: operation.id,
  })
  const reply = await provider.cancel(call, {
    session: sessionRef(session, await service.nextMessageSequence(session.id)),
    reason: reasonOf(operation),
  })
  if (reply.ok || reply.error.code === "session_not_found") {
    return { kind: "done" }
  }
  return { kind: "failed", failure: reply.error }
}

function reasonOf({ snapshot }: ClaimedOperation): string {
  const reason = snapshot?.["reason"]
  return typeof reason === "string" ? reason : "released"
}

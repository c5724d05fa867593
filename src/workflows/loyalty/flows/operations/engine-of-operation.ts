import type { MedusaContainer } from "@medusajs/framework/types"

import { isLoyaltyError } from "../../../../modules/loyalty/domain/errors"
import type { SessionRow } from "../../../../modules/loyalty/types/rows"
import type { CallContext, LoyaltyProvider, ProviderFailure } from "../../../../types/provider"
import { loyaltyService } from "../../utils/loyalty"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { engineOfSession } from "../engine"

export interface OperationEngine {
  session: SessionRow
  provider: LoyaltyProvider
  call: CallContext
}

/** The session of an operation and how to reach its engine, or what the attempt ends with. */
export async function engineOfOperation(
  container: MedusaContainer,
  operation: ClaimedOperation,
): Promise<{ ok: true; value: OperationEngine } | { ok: false; attempt: Attempt }> {
  const service = loyaltyService(container)
  const session = operation.session_id ? await service.sessionById(operation.session_id) : null
  if (!session) {
    const failure = refusal("session_not_found", "The session is gone")
    return { ok: false, attempt: { kind: "hopeless", failure } }
  }
  try {
    const engine = await engineOfSession(container, session, { correlation_id: operation.id })
    return { ok: true, value: { session, ...engine } }
  } catch (error) {
    if (!isLoyaltyError(error)) {
      throw error
    }
    // Settings can be mended: the store may be without an engine or its keys for an hour.
    const failure = { ...refusal("unavailable", error.message), retryable: true }
    return { ok: false, attempt: { kind: "failed", failure } }
  }
}

/** An answer of our own in the words of a provider: nothing was sent. */
export function refusal(code: ProviderFailure["code"], message: string): ProviderFailure {
  return { code, retryable: false, outcome: "not_applied", message }
}

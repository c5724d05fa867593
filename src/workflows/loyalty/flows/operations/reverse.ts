import type { MedusaContainer } from "@medusajs/framework/types"

import { digitsOf } from "../../../../modules/loyalty/domain/money"
import type { Placement } from "../../../../modules/loyalty/domain/placement"
import type { Claim } from "../../../../modules/loyalty/persistence/outbox-service"
import { reversalOf } from "../../../../modules/loyalty/persistence/reversal-service"
import type { SessionRow } from "../../../../modules/loyalty/types/rows"
import { failpoint } from "../../../../modules/loyalty/utils/failpoint"
import { LOYALTY_EVENTS } from "../../../../types/events"
import type {
  CallContext,
  FrozenRequest,
  LoyaltyProvider,
  ProviderFailure,
  ReversalOutcome,
} from "../../../../types/provider"
import { emitHint } from "../../utils/emit-hint"
import { loyaltyService } from "../../utils/loyalty"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { sessionRef } from "../engine"
import { fetchHistory } from "../fetch-history"
import { engineOfOperation, refusal } from "./engine-of-operation"

interface Sending {
  container: MedusaContainer
  operation: ClaimedOperation
  claim: Claim
  session: SessionRow
  provider: LoyaltyProvider
  call: CallContext
}

/** The balance was named by the first answer, which is lost; the next one brings it. */
const ALREADY_REVERSED: ReversalOutcome = { points_balance: null, receipt_id: null }

/**
 * Takes back what a return, an edit or a cancellation asks for, at most once in effect: body and
 * key are frozen before the first send. No engine call tells whether a reversal arrived, so an
 * unknown outcome is looked up by sending the same bytes under the same key again, which an engine
 * must answer with its first result (`docs/providers.md`).
 */
export async function runReverse(
  container: MedusaContainer,
  operation: ClaimedOperation,
  claim: Claim,
): Promise<Attempt> {
  failpoint("reverse.after_claim")
  const service = loyaltyService(container)
  const engine = await engineOfOperation(container, operation)
  if (!engine.ok) {
    return engine.attempt
  }
  const sending: Sending = { container, operation, claim, ...engine.value }
  const { provider, call } = sending
  if (operation.sealed_body === null && !provider.capabilities(call.connection).has("reverse")) {
    return { kind: "by_hand", failure: refusal("not_supported", "This engine takes no reversals") }
  }
  if (await service.isSettledByHand(operation)) {
    return { kind: "done" }
  }
  const request = await freeze(sending)
  failpoint("reverse.after_freeze")
  const reply = await provider.reverse(call, request, operation.attempts - 1)
  failpoint("reverse.after_reply")
  if (reply.ok) {
    await record(sending, reply.value)
    return { kind: "settled" }
  }
  return answerFailure(sending, reply.error)
}

async function answerFailure(sending: Sending, failure: ProviderFailure): Promise<Attempt> {
  switch (failure.code) {
    case "already_finalized":
      // To a first send it is no answer about this reversal: the engine takes none of this sale.
      if (!sending.operation.was_unknown) {
        return { kind: "hopeless", failure }
      }
      await record(sending, ALREADY_REVERSED)
      return { kind: "settled" }
    case "in_progress":
      return { kind: "failed", failure: { ...failure, outcome: "unknown", retryable: true } }
    case "auth_failed":
    case "not_supported":
      // A person mends settings within hours, and what was sent before may have arrived.
      return { kind: "failed", failure: { ...failure, retryable: true } }
    default:
      return { kind: "failed", failure }
  }
}

async function freeze(sending: Sending): Promise<FrozenRequest> {
  const { container, operation, claim, session, provider, call } = sending
  const service = loyaltyService(container)
  if (operation.sealed_body !== null) {
    return service.openRequest(operation)
  }
  const { reversal } = reversalOf(operation)
  const request = provider.freezeReversal(call.connection, {
    session: sessionRef(session, await service.nextMessageSequence(session.id)),
    order_id: operation.order_id ?? "",
    reversal_number: operation.sequence,
    currency_digits: await placedDigits(sending),
    lines: reversal.lines,
    granted_rewards: reversal.granted_rewards,
    earned_points: reversal.earned_points,
    redeemed_points: reversal.redeemed_points,
  })
  return service.freezeRequest(claim, { request, details: {} })
}

/** The digits that the order's amounts were frozen with: the finalize told it with the same. */
async function placedDigits({ container, operation, session }: Sending): Promise<number> {
  const finalize = await loyaltyService(container).operationOfOrder(operation.order_id ?? "")
  const placement = finalize?.snapshot?.["placement"] as Placement | undefined
  return placement?.currency_digits ?? digitsOf(session.currency_code)
}

async function record(sending: Sending, outcome: ReversalOutcome): Promise<void> {
  const { container, operation, claim, session } = sending
  const { reversal } = reversalOf(operation)
  const recorded = await loyaltyService(container).recordReversed(claim, { outcome, reversal })
  if (recorded) {
    await emitHint(container, LOYALTY_EVENTS.SESSION_REVERSED, {
      id: session.id,
      order_id: recorded.order_id,
    })
    await fetchHistory(container, { session, operation_id: operation.id })
  }
}

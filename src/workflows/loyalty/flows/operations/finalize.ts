import type { MedusaContainer } from "@medusajs/framework/types"

import {
  type FulfilledSnapshot,
  type Placement,
} from "../../../../modules/loyalty/domain/placement"
import { failpoint } from "../../../../modules/loyalty/utils/failpoint"
import type { Claim } from "../../../../modules/loyalty/persistence/outbox-service"
import type { OperationRow, SessionRow } from "../../../../modules/loyalty/types/rows"
import { LOYALTY_EVENTS } from "../../../../types/events"
import type {
  CallContext,
  FinalizeOutcome,
  FrozenRequest,
  LoyaltyProvider,
  ProviderFailure,
} from "../../../../types/provider"
import { emitHint } from "../../utils/emit-hint"
import { finalizeSnapshot, isDueNoMore } from "../../utils/finalize-snapshot"
import { loyaltyService } from "../../utils/loyalty"
import { identifierOf } from "../../utils/member-identifier"
import { readOrder, type OrderSnapshot } from "../../utils/read-order"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { bookReversalOf, type FinalizedOrder } from "../book-reversal"
import { sessionRef } from "../engine"
import { fetchHistory } from "../fetch-history"
import { notifyMember } from "../notify-member"
import { engineOfOperation, refusal } from "./engine-of-operation"
import { notHonoured, unbooked, type Refused, type Told, type Worth } from "./finalize-dues"

interface Sending {
  container: MedusaContainer
  operation: ClaimedOperation
  claim: Claim
  session: SessionRow
  provider: LoyaltyProvider
  call: CallContext
}

/**
 * Tells the engine what was handed over, at most once in effect: the body and key are frozen before
 * the first send, an unknown outcome is asked about before anything is sent again, and the answer
 * is recorded with the books in one transaction.
 */
export async function runFinalize(
  container: MedusaContainer,
  operation: ClaimedOperation,
  claim: Claim,
): Promise<Attempt> {
  failpoint("finalize.after_claim")
  const engine = await engineOfOperation(container, operation)
  if (!engine.ok) {
    return engine.attempt
  }
  const sending: Sending = { container, operation, claim, ...engine.value }
  // Only one that was given up on can be settled, and a first attempt is none.
  if (operation.attempts > 1 && (await loyaltyService(container).isSettledByHand(operation))) {
    return { kind: "hopeless", failure: refusal("invalid_request", "A person has settled it") }
  }
  if (operation.was_unknown) {
    // Who sends the same bytes again is told what their first answer said. A request that may be
    // made anew is not the same.
    const isSilenceFinal = !(operation.ever_unknown && operation.sealed_body !== null)
    const adopted = await adoptIfFinalized(sending, toldOf(operation), { isSilenceFinal })
    if (adopted) {
      return adopted
    }
  }
  return send(sending, [])
}

async function send(sending: Sending, refused: Refused): Promise<Attempt> {
  const { operation, provider, call } = sending
  const frozen = await freeze(sending, refused)
  if (frozen === null) {
    return { kind: "hopeless", failure: refusal("invalid_request", "The order is gone") }
  }
  if (frozen === "due_no_more") {
    return { kind: frozen }
  }
  failpoint("finalize.after_freeze")
  const { request, told } = frozen
  const reply = await provider.finalize(call, request, operation.attempts - 1)
  failpoint("finalize.after_reply")
  if (reply.ok) {
    await record(sending, reply.value, told)
    return { kind: "settled", earned_points: reply.value.earned_points }
  }
  return answerFailure(sending, reply.error, told)
}

async function answerFailure(
  sending: Sending,
  failure: ProviderFailure,
  told: Told,
): Promise<Attempt> {
  const service = loyaltyService(sending.container)
  if (told.identifier_lost && WANTS_IDENTIFIER.has(failure.code)) {
    return waitForKey(sending, failure)
  }
  switch (failure.code) {
    case "already_finalized": {
      const adopted = await adoptIfFinalized(sending, told, { isSilenceFinal: true })
      // Where its status lags behind its books, it is asked again.
      return adopted ?? askAgain(failure)
    }
    case "in_progress":
      return askAgain(failure)
    case "member_not_found":
    case "member_inactive": {
      await service.recordRefused(sending.claim, {
        failure: { error_code: failure.code, message: failure.message },
        cause: causeOf(sending, "engine refused the member"),
        due: unbooked(sending, failure.code, told),
      })
      return { kind: "settled" }
    }
    case "reward_not_available":
    case "qualifier_lost":
    case "insufficient_points":
      return sendWithout(sending, failure, told)
    case "auth_failed":
      // A rotated secret is mended by a person within hours: no order's points are given up for it.
      return { kind: "failed", failure: { ...failure, retryable: true } }
    default:
      return { kind: "failed", failure }
  }
}

/** How an engine refuses to book for a member of whom it heard no more than its own id. */
const WANTS_IDENTIFIER: ReadonlySet<ProviderFailure["code"]> = new Set([
  "member_not_found",
  "invalid_request",
])

/**
 * The engine wants what the member typed, and that does not open: no order's points are given up
 * before a person had the time to bring the key back. What is sent then is frozen anew.
 */
async function waitForKey(sending: Sending, failure: ProviderFailure): Promise<Attempt> {
  if (failure.outcome === "not_applied") {
    await loyaltyService(sending.container).thawRequest(sending.claim)
  }
  const message = `${failure.message}; it was asked without the member's number, which does not open`
  return { kind: "failed", failure: { ...failure, message, retryable: true } }
}

/**
 * The engine no longer grants a reward that the shopper has already been given. The price stays,
 * the rest is finalized without that reward, and the merchant sees the difference.
 */
async function sendWithout(
  sending: Sending,
  failure: ProviderFailure,
  { granted, refused }: Told,
): Promise<Attempt> {
  const all = granted.map((reward) => reward.provider_reward_id)
  const fresh = suspects(granted, failure).filter((id) => !refused.includes(id))
  // An engine that names no reward gets an earn-only finalize instead of a guess.
  const next = fresh.length > 0 ? [...refused, ...fresh] : all
  if (failure.outcome === "unknown" || next.length <= refused.length) {
    return { kind: "failed", failure }
  }
  if (!(await loyaltyService(sending.container).thawRequest(sending.claim))) {
    return { kind: "settled" }
  }
  return send(sending, next)
}

/** The rewards an engine refused: those it names, or those that cost the points it misses. */
function suspects(rewards: readonly Worth[], failure: ProviderFailure): string[] {
  const named = failure.details?.reward_ids ?? []
  const isSuspect = (reward: Worth): boolean =>
    named.length > 0 || failure.code !== "insufficient_points"
      ? named.includes(reward.provider_reward_id)
      : reward.points_cost > 0
  return rewards.filter(isSuspect).map((reward) => reward.provider_reward_id)
}

async function freeze(
  sending: Sending,
  refused: Refused,
): Promise<{ request: FrozenRequest; told: Told } | "due_no_more" | null> {
  const { container, operation, claim, session, provider, call } = sending
  const service = loyaltyService(container)
  const isFrozen = operation.sealed_body !== null && refused.length === 0
  if (isFrozen && operation.ever_unknown) {
    return { request: service.openRequest(operation), told: toldOf(operation) }
  }
  const order = operation.order_id ? await readOrder(container, operation.order_id) : null
  if (isFrozen) {
    // What the engine certainly never took is not sent for an order that was cancelled meanwhile.
    return order?.canceled_at && (await service.thawRequest(claim))
      ? "due_no_more"
      : { request: service.openRequest(operation), told: toldOf(operation) }
  }
  const placement = placementOf(sending)
  if (!order || !placement) {
    return null
  }
  if (refused.length === 0 && isDueNoMore(operation, order)) {
    return "due_no_more"
  }
  const { message_sequence, provider_member_id } = await service.nextMessage(session.id)
  if (provider_member_id === null) {
    return null
  }
  const { identifier, is_lost } = await identifierOf(container, session.member_id)
  const reverses = provider.capabilities(call.connection).has("reverse")
  const all = await finalizeSnapshot(container, { placement, order, operation, reverses })
  const fulfilled = withoutRewards(all, refused)
  const body = provider.freezeFinalize(call.connection, {
    session: sessionRef(session, message_sequence),
    provider_member_id,
    identifier,
    order_id: order.id,
    currency_code: placement.currency_code,
    currency_digits: placement.currency_digits,
    lines: fulfilled.lines,
    granted_rewards: fulfilled.granted_rewards,
    cancelled_reward_ids: fulfilled.cancelled_reward_ids,
    redeemed_points: fulfilled.redeemed_points,
    final_amount: fulfilled.final_amount,
    tax_amount: fulfilled.tax_amount,
    total_amount: fulfilled.total_amount,
    event_start_at: order.created_at,
    event_end_at: await handedOverAt(container, order),
  })
  const told = { fulfilled, granted: all.granted_rewards, refused, identifier_lost: is_lost }
  return { request: await service.freezeRequest(claim, { request: body, details: told }), told }
}

/**
 * When goods last left. What nobody fulfils is handed over now, by the clock of the database: this
 * machine's own may have leapt. Nothing is handed over before it was ordered, whoever's clock that was.
 */
async function handedOverAt(container: MedusaContainer, order: OrderSnapshot): Promise<string> {
  const { created_at, last_fulfilled_at } = order
  const at = last_fulfilled_at ?? (await loyaltyService(container).databaseClock()).toISOString()
  return at > created_at ? at : created_at
}

/** The prices stay as charged; the refused rewards are only not claimed from the engine. */
function withoutRewards(snapshot: FulfilledSnapshot, refused: Refused): FulfilledSnapshot {
  if (refused.length === 0) {
    return snapshot
  }
  const kept = snapshot.granted_rewards.filter(
    ({ provider_reward_id }) => !refused.includes(provider_reward_id),
  )
  return {
    ...snapshot,
    granted_rewards: kept,
    cancelled_reward_ids: [...new Set([...snapshot.cancelled_reward_ids, ...refused])],
    redeemed_points: kept.reduce((sum, reward) => sum + reward.points_cost, 0),
  }
}

function placementOf({ operation }: Sending): Placement | null {
  return (operation.snapshot?.["placement"] as Placement | undefined) ?? null
}

/** The engine may hold it: its status is asked before anything is sent again. */
const askAgain = (failure: ProviderFailure): Attempt => ({
  kind: "failed",
  failure: { ...failure, outcome: "unknown", retryable: true },
})

/**
 * Asks what became of an earlier send; adopts the engine's answer if it is about this order. Null
 * where the same request must be sent again: the engine does not hold it, or it does not say what
 * was earned and `isSilenceFinal` is false.
 */
async function adoptIfFinalized(
  sending: Sending,
  told: Told,
  { isSilenceFinal }: { isSilenceFinal: boolean },
): Promise<Attempt | null> {
  const { operation, session, provider, call } = sending
  const reply = await provider.status(call, { session: sessionRef(session, 1) })
  if (!reply.ok) {
    return askAgain(reply.error)
  }
  const status = reply.value
  if (status.status === "pending_finalization") {
    return askAgain(refusal("in_progress", "The engine is still working on it"))
  }
  if (status.status !== "finalized") {
    return null
  }
  // An engine need not name the order, and the session that it names is this order's alone.
  if (status.transaction_id !== null && status.transaction_id !== operation.order_id) {
    return {
      kind: "hopeless",
      failure: refusal("already_finalized", "The engine finalized this session for another order"),
    }
  }
  if (status.earned_points === null && !isSilenceFinal) {
    return null
  }
  const outcome: FinalizeOutcome = {
    earned_points: status.earned_points ?? 0,
    // Nor need it say what it took: then it took what the frozen request asked for.
    redeemed_points: status.redeemed_points ?? told.fulfilled?.redeemed_points ?? 0,
    points_balance: status.points_balance,
    receipt_id: status.receipt_id,
    rejected_rewards: [],
    duplicate: true,
  }
  await record(sending, outcome, told)
  return { kind: "settled" }
}

/** What an earlier attempt froze. */
function toldOf({ snapshot }: Pick<OperationRow, "snapshot">): Told {
  const placement = snapshot?.["placement"] as Placement | undefined
  return {
    fulfilled: (snapshot?.["fulfilled"] as FulfilledSnapshot | undefined) ?? null,
    granted: (snapshot?.["granted"] as Worth[] | undefined) ?? placement?.rewards ?? [],
    refused: (snapshot?.["refused"] as string[] | undefined) ?? [],
    identifier_lost: snapshot?.["identifier_lost"] === true,
  }
}

async function record(sending: Sending, outcome: FinalizeOutcome, told: Told): Promise<void> {
  const { fulfilled } = told
  const { container, operation, claim } = sending
  const service = loyaltyService(container)
  const discount_total = (fulfilled?.granted_rewards ?? []).reduce(
    (sum, reward) => sum + reward.amount,
    0,
  )
  const recorded = await service.recordFinalized(claim, {
    outcome: { ...outcome, discount_total },
    due: notHonoured(sending, outcome, told),
    cause: causeOf(sending, outcome.duplicate ? "engine had finalized it" : "engine finalized it"),
  })
  failpoint("finalize.after_record")
  if (!recorded) {
    // Another worker took the operation over and records the same answer.
    return
  }
  await emitHint(container, LOYALTY_EVENTS.SESSION_FINALIZED, { id: recorded.session.id })
  await fetchHistory(container, { session: sending.session, operation_id: operation.id })
  await settleWithOrder(sending, { ...recorded, fulfilled })
}

/** The order may have changed while its finalize was on the way; a cancelled one tells nobody. */
async function settleWithOrder(
  { container, operation }: Sending,
  booked: Omit<FinalizedOrder, "order" | "fulfilled"> & Pick<Told, "fulfilled">,
): Promise<void> {
  const { fulfilled, transaction } = booked
  const order = operation.order_id ? await readOrder(container, operation.order_id) : null
  if (order && fulfilled) {
    await bookReversalOf(container, { ...booked, fulfilled, order })
  }
  if (!order || order.canceled_at === null) {
    await notifyMember(container, { store_id: operation.store_id, transaction })
  }
}

function causeOf({ operation }: Sending, reason: string) {
  return { reason, actor: "system", correlation_id: operation.id }
}

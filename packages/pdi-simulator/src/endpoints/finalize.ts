import type { Commit, Session } from "../books/state.js"
import { readBasket } from "../engine/line.js"
import { earn, spendable } from "../engine/points.js"
import { ContractError, invalidRequest } from "../errors.js"
import { toCents } from "../money.js"
import type { AppliedReward, Member } from "../types.js"
import { bodyHash } from "../wire/body-hash.js"
import { reader } from "../wire/parse.js"
import { FinalizeRequest } from "../wire/schemas.js"
import {
  liveSession,
  lookUpMember,
  memberNotFound,
  memberOfSession,
  requireActive,
  requireSameSequence,
  requireSameSite,
  requireSite,
  sessionNotFound,
} from "./access.js"
import { ok, type Answer, type Call, type Context, type Handler } from "./context.js"
import { weighGranted, type Granted } from "./granted-rewards.js"
import { replay, requireKey } from "./idempotency.js"
import { newSession } from "./open-session.js"
import { takeOutRejected } from "./reject-reward.js"

const read = reader(FinalizeRequest)

interface Party {
  session: Session
  member: Member
  /** False when the full payload brings back a session the host has forgotten. */
  isKnown: boolean
}

function alreadyFinalized(commit: Commit): ContractError {
  const { transactionId, sessionId, receiptId } = commit
  return new ContractError(409, "ALREADY_FINALIZED", "finalized before").with({
    transactionId,
    sessionId,
    receiptId,
  })
}

function findParty(context: Context, request: FinalizeRequest): Party {
  const known = liveSession(context, request.sessionId)
  if (known) {
    requireSameSite(known, request)
    requireSameSequence(known, request)
    if (known.status === "failed") throw invalidRequest("the session is cancelled")
    if (known.transactionId === request.transactionId) {
      throw invalidRequest("transactionId must be the order id, not the cart id")
    }
    return { session: known, member: memberOfSession(context, known), isKnown: true }
  }
  if (request.loyaltyId == null && request.customerId == null) throw sessionNotFound()
  const member = lookUpMember(context, request)
  if (!member) throw memberNotFound()
  const session = newSession(context, {
    site: request,
    member,
    transactionId: null,
    sessionId: request.sessionId,
  })
  return { session, member, isKnown: false }
}

function requireUnfinalized(context: Context, request: FinalizeRequest): void {
  const before =
    context.ledger.finalizeOfOrder(request.transactionId) ??
    context.ledger.finalizeOfSession(request.sessionId)
  if (before) throw alreadyFinalized(before)
}

function weigh(
  context: Context,
  request: FinalizeRequest,
  { member, applied }: { member: Member; applied: readonly AppliedReward[] },
): Granted {
  const basket = readBasket(request.items)
  const granted = weighGranted({
    member,
    basket,
    applied,
    promotions: context.ledger.promotions,
    placedAt: new Date(request.eventStartAt ?? context.settings.now()),
  })
  // Less may have been paid (a rejected reward stays with the shopper), more never.
  if (toCents(request.finalAmount) > basket.totalCents - granted.discountCents) {
    throw invalidRequest("finalAmount is above the lines less the applied rewards")
  }
  const available = spendable(member)
  if (granted.pointsCost > available) {
    throw new ContractError(400, "INSUFFICIENT_POINTS", "the balance does not cover this").with({
      required: granted.pointsCost,
      available,
    })
  }
  return granted
}

function eligibleCents(request: FinalizeRequest): number {
  const final = toCents(request.finalAmount)
  const { rewardEligibleAmount } = request
  return rewardEligibleAmount === undefined ? final : Math.min(toCents(rewardEligibleAmount), final)
}

/** Burns and earns in one commit, at most once per order and at most once per session. */
export const finalize: Handler = (context: Context, call: Call): Answer => {
  const request = read(call.body)
  const key = requireKey(call)
  requireSite(context, request)
  const hash = bodyHash(request)
  const replayed = replay(context.ledger.commitByKey("finalize", key), hash)
  if (replayed) return replayed
  requireUnfinalized(context, request)
  const { session, member, isKnown } = findParty(context, request)
  requireActive(member)

  const offered = request.applyRewards ? request.appliedRewards : []
  const { applied, rejectedRewards } = takeOutRejected(offered, call.rejection)
  const granted = weigh(context, request, { member, applied })
  const { earnedPoints } = earn(eligibleCents(request), member.tier)
  const redeemedPoints = granted.pointsCost
  const at = context.settings.now()
  const receiptId = context.ledger.nextReceiptId(at)
  const newBalance = member.points - redeemedPoints + earnedPoints
  const reply = {
    sessionId: session.sessionId,
    status: "finalized",
    earnedPoints,
    redeemedPoints,
    newBalance,
    receiptId,
    appliedRewards: applied,
    rejectedRewards,
    finalizedAt: at.toISOString(),
    duplicate: false,
  }
  const commit: Commit = {
    kind: "finalize",
    transactionId: request.transactionId,
    sessionId: session.sessionId,
    memberId: member.memberId,
    idempotencyKey: key,
    bodyHash: hash,
    earnedPoints,
    redeemedPoints,
    finalAmount: request.finalAmount,
    receiptId,
    newBalance,
    committedAt: at.toISOString(),
    appliedRewards: [...applied],
    reversalId: null,
    reply,
    punches: granted.punches,
    uses: granted.uses,
  }
  const opening = isKnown ? [] : [{ type: "session_opened" as const, session }]
  context.ledger.record(...opening, { type: "committed", commit })
  return ok(reply, true)
}

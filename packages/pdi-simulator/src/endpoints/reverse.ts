import type { Commit } from "../books/state.js"
import { ContractError, invalidRequest } from "../errors.js"
import type { AppliedReward } from "../types.js"
import { bodyHash } from "../wire/body-hash.js"
import { reader } from "../wire/parse.js"
import { ReverseRequest } from "../wire/schemas.js"
import { memberNotFound, requireSite } from "./access.js"
import { ok, type Handler } from "./context.js"
import { replay, requireKey } from "./idempotency.js"

const read = reader(ReverseRequest)

type Points = Pick<Commit, "earnedPoints" | "redeemedPoints">

/** All reversals of an order together take back no more than the order granted. */
function requireWithinGranted(original: Commit, earlier: readonly Commit[], asked: Points): void {
  for (const what of ["earnedPoints", "redeemedPoints"] as const) {
    const remaining = earlier.reduce((left, commit) => left - commit[what], original[what])
    if (asked[what] > remaining) {
      throw invalidRequest(`${what} is above what is left to reverse`, { remaining })
    }
  }
}

/**
 * Nor do they give a reward back more often than it was granted. A `quantity` of 0 takes back a part
 * of its money and points and leaves the reward itself used.
 */
function requireUnitsWithinGranted(
  original: Commit,
  earlier: readonly Commit[],
  asked: readonly AppliedReward[],
): void {
  for (const { rewardId } of asked) {
    const granted = unitsOf(rewardId, original.appliedRewards, ONE)
    const given = [...earlier.flatMap((commit) => commit.appliedRewards), ...asked]
    if (unitsOf(rewardId, given, NONE) > granted + ROUNDING) {
      throw invalidRequest("a reward is given back more often than it was granted", { rewardId })
    }
  }
}

/** What a reward counts that names no quantity, when it is granted and when it is given back. */
const ONE = 1
const NONE = 0
const ROUNDING = 1e-6

function unitsOf(rewardId: string, rewards: readonly AppliedReward[], unnamed: number): number {
  return rewards
    .filter((reward) => reward.rewardId === rewardId)
    .reduce((sum, { quantity }) => sum + (quantity ?? unnamed), 0)
}

/** Takes back earned points and gives back redeemed ones; the balance may fall below zero. */
export const reverse: Handler = (context, call) => {
  const request = read(call.body)
  const key = requireKey(call)
  requireSite(context, request)
  const hash = bodyHash(request)
  const replayed = replay(context.ledger.commitByKey("reverse", key), hash)
  if (replayed) return replayed
  const original = context.ledger.finalizeOfOrder(request.originalTransactionId)
  if (!original) {
    throw new ContractError(404, "SESSION_NOT_FOUND", "this order was never finalized")
  }
  const earlier = context.ledger.reversalsOf(request.originalTransactionId)
  if (earlier.some(({ reversalId }) => reversalId === request.reversalId)) {
    throw new ContractError(409, "ALREADY_FINALIZED", "this reversal was made before").with({
      transactionId: request.originalTransactionId,
    })
  }
  requireWithinGranted(original, earlier, request)
  requireUnitsWithinGranted(original, earlier, request.appliedRewards)
  const member = context.ledger.memberById(original.memberId)
  if (!member) throw memberNotFound()

  const { earnedPoints, redeemedPoints } = request
  const at = context.settings.now()
  const receiptId = context.ledger.nextReceiptId(at)
  const newBalance = member.points - earnedPoints + redeemedPoints
  const reply = { status: "reversed", newBalance, receiptId, duplicate: false }
  context.ledger.record({
    type: "committed",
    commit: {
      kind: "reverse",
      transactionId: request.originalTransactionId,
      sessionId: original.sessionId,
      memberId: original.memberId,
      idempotencyKey: key,
      bodyHash: hash,
      earnedPoints,
      redeemedPoints,
      finalAmount: 0,
      receiptId,
      newBalance,
      committedAt: at.toISOString(),
      appliedRewards: request.appliedRewards,
      reversalId: request.reversalId,
      reply,
      punches: {},
      uses: {},
    },
  })
  return ok(reply, true)
}

import { applyRewards } from "../engine/amounts.js"
import { readBasket } from "../engine/line.js"
import { nudgesFor } from "../engine/nudges.js"
import { offersFor, type OfferInput } from "../engine/offers.js"
import { earn, spendable } from "../engine/points.js"
import { isInForce, promotionOfReward, type Reward } from "../engine/promotion.js"
import { ContractError, invalidRequest } from "../errors.js"
import { toCents } from "../money.js"
import { reader } from "../wire/parse.js"
import { CalculateRewardsRequest } from "../wire/schemas.js"
import {
  liveSession,
  memberOfSession,
  requireSameSequence,
  requireSameSite,
  requireSite,
  sessionNotFound,
} from "./access.js"
import { ok, type Context, type Handler } from "./context.js"

const read = reader(CalculateRewardsRequest)

/** The accepted rewards that hold: of one exclusive group, only the first accepted. */
function splitAccepted(acceptedIds: readonly string[], offers: readonly Reward[]) {
  const groups = new Set<string>()
  const accepted: Reward[] = []
  const removeRewardIds: string[] = []
  for (const rewardId of acceptedIds) {
    const offer = offers.find((candidate) => candidate.rewardId === rewardId)
    const group = offer?.exclusiveGroup
    if (!offer || (group !== undefined && groups.has(group))) {
      removeRewardIds.push(rewardId)
      continue
    }
    if (group !== undefined) groups.add(group)
    if (offer.type === "optional") accepted.push(offer)
  }
  return { accepted, removeRewardIds }
}

function requirePoints(
  { ledger, settings }: Context,
  request: CalculateRewardsRequest,
  available: number,
): void {
  let cost = 0
  for (const rewardId of request.acceptedRewardIds ?? []) {
    const promotion = promotionOfReward(ledger.promotions, rewardId)
    if (!promotion || !isInForce(promotion, settings.now())) {
      throw new ContractError(400, "REWARD_NOT_AVAILABLE", "no such reward").with({ rewardId })
    }
    cost += promotion.pointsCost ?? 0
  }
  const required = Math.max(cost, request.redeemPoints ?? 0)
  if (required <= available) return
  throw new ContractError(400, "INSUFFICIENT_POINTS", "the balance does not cover this").with({
    required,
    available,
  })
}

function requireOpenSession(context: Context, request: CalculateRewardsRequest) {
  const session = liveSession(context, request.sessionId)
  if (!session || session.status === "failed") throw sessionNotFound()
  requireSameSite(session, request)
  requireSameSequence(session, request)
  if (session.status !== "finalized") return session
  throw new ContractError(409, "ALREADY_FINALIZED", "the session is finalized").with({
    transactionId: session.transactionId,
  })
}

/** Dry: whatever is asked here, the books stay as they are. */
export const calculateRewards: Handler = (context, call) => {
  const request = read(call.body)
  requireSite(context, request)
  const session = requireOpenSession(context, request)
  const member = memberOfSession(context, session)
  const basket = readBasket(request.items)
  if (toCents(request.transactionAmount) !== basket.totalCents) {
    throw invalidRequest("transactionAmount is not the sum of the lines")
  }
  requirePoints(context, request, spendable(member))
  const input: OfferInput = {
    promotions: context.ledger.promotions,
    member,
    basket,
    siteId: request.siteId,
    at: context.settings.now(),
    declinedRewardIds: request.declinedRewardIds ?? [],
  }
  const rewards = offersFor(input)
  const { accepted, removeRewardIds } = splitAccepted(request.acceptedRewardIds ?? [], rewards)
  const granted = rewards.filter((it) => it.type === "instant" || accepted.includes(it))
  const earned = earn(applyRewards(basket.lines, granted).netCents, member.tier)
  const messages = nudgesFor(input)
  return ok(
    {
      sessionId: session.sessionId,
      basketHash: request.basketHash,
      earnedPoints: earned.earnedPoints,
      multiplier: earned.multiplier,
      bonusPoints: earned.tierBonus,
      breakdown: { basePoints: earned.basePoints, tierBonus: earned.tierBonus },
      removeRewardIds,
      rewards,
      ...(messages.length > 0 ? { messages } : {}),
    },
    false,
  )
}

import { toCents } from "../money.js"
import type { Member } from "../types.js"
import { applyRewards } from "./amounts.js"
import { freeUnits, unitsInClub } from "./clubs.js"
import { isTarget, wholeUnits, type Basket, type Line } from "./line.js"
import { spendable } from "./points.js"
import {
  isInForce,
  rewardIdOf,
  type Promotion,
  type Reward,
  type RewardLimit,
} from "./promotion.js"

export interface OfferInput {
  promotions: readonly Promotion[]
  member: Member
  basket: Basket
  siteId: string
  at: Date
  declinedRewardIds: readonly string[]
}

function isOpenTo(promotion: Promotion, input: OfferInput): boolean {
  const { member, basket, siteId, at } = input
  const uses = member.uses[promotion.promotionId] ?? 0
  return (
    isInForce(promotion, at) &&
    (promotion.tiers?.includes(member.tier ?? "") ?? true) &&
    (promotion.siteIds?.includes(siteId) ?? true) &&
    (promotion.pointsCost ?? 0) <= spendable(member) &&
    uses < (promotion.usesPerMember ?? Infinity) &&
    basket.totalCents >= toCents(promotion.minimumBasket ?? 0)
  )
}

function toReward(
  promotion: Promotion,
  lineNumber: number | null,
  limit: RewardLimit | undefined,
): Reward {
  const reward: Reward = {
    rewardId: rewardIdOf(promotion, lineNumber),
    type: promotion.type,
    level: promotion.level,
    targetLineNumber: lineNumber,
    method: promotion.method,
    value: promotion.value,
    descriptionShort: promotion.descriptionShort,
    description: promotion.description,
  }
  if (limit !== undefined) reward.limit = limit
  if (promotion.pointsCost !== undefined) reward.pointsCost = promotion.pointsCost
  if (promotion.prompt !== undefined) reward.prompt = promotion.prompt
  if (promotion.exclusiveGroup !== undefined) reward.exclusiveGroup = promotion.exclusiveGroup
  if (promotion.validUntil !== undefined) reward.expiresAt = promotion.validUntil
  if (promotion.requiresAgeVerification) reward.requiresAgeVerification = true
  return reward
}

function clubRewards(promotion: Promotion, lines: readonly Line[], member: Member): Reward[] {
  const punches = member.punches[promotion.promotionId] ?? 0
  let free = freeUnits(promotion.clubBuy ?? 1, punches, unitsInClub(promotion, lines))
  const rewards: Reward[] = []
  for (const line of lines) {
    const value = Math.min(free, wholeUnits(line.quantityUnits))
    if (value === 0) continue
    rewards.push(toReward(promotion, line.lineNumber, { type: "quantity", value }))
    free -= value
  }
  return rewards
}

function lineRewards(promotion: Promotion, basket: Basket, member: Member): Reward[] {
  const lines = basket.lines.filter(
    (line) => isTarget(promotion, line) && (promotion.method !== "amountOffPPU" || line.isFuel),
  )
  if (promotion.clubBuy !== undefined) return clubRewards(promotion, lines, member)
  const { bundleSize } = promotion
  if (bundleSize === undefined) {
    return lines.map((line) => toReward(promotion, line.lineNumber, promotion.limit))
  }
  return lines.flatMap((line) => {
    const value = Math.floor(wholeUnits(line.quantityUnits) / bundleSize) * bundleSize
    if (value === 0) return []
    return [toReward(promotion, line.lineNumber, { type: "quantity", value })]
  })
}

/** Of the instant rewards in one exclusive group only the one worth most is offered. */
function withoutLesserInstants(rewards: Reward[], lines: readonly Line[]): Reward[] {
  const worth = (reward: Reward) =>
    applyRewards(lines, [reward]).discounts.get(reward.rewardId) ?? 0
  return rewards.filter((reward) => {
    if (reward.type !== "instant" || reward.exclusiveGroup === undefined) return true
    const rivals = rewards.filter(
      (rival) => rival.type === "instant" && rival.exclusiveGroup === reward.exclusiveGroup,
    )
    return rivals.sort((a, b) => worth(b) - worth(a))[0] === reward
  })
}

export function offersFor(input: OfferInput): Reward[] {
  const rewards = input.promotions
    .filter((promotion) => isOpenTo(promotion, input))
    .flatMap((promotion) =>
      promotion.level === "ticket"
        ? [toReward(promotion, null, promotion.limit)]
        : lineRewards(promotion, input.basket, input.member),
    )
    .filter(({ rewardId }) => !input.declinedRewardIds.includes(rewardId))
  return withoutLesserInstants(rewards, input.basket.lines)
}

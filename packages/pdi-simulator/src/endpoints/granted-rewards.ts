import { discountLine } from "../engine/amounts.js"
import { freeUnits, punchesAfter, unitsInClub } from "../engine/clubs.js"
import type { Basket, Line } from "../engine/line.js"
import { isInForce, promotionOfReward, type Promotion } from "../engine/promotion.js"
import { ContractError, invalidRequest } from "../errors.js"
import { fromCents, toCents, toQuantityUnits } from "../money.js"
import type { AppliedReward, Member } from "../types.js"

export interface Granting {
  member: Member
  basket: Basket
  applied: readonly AppliedReward[]
  promotions: readonly Promotion[]
  /** When the shopper was promised the rewards; they may have ended since. */
  placedAt: Date
}

export interface Granted {
  pointsCost: number
  discountCents: number
  punches: Record<string, number>
  uses: Record<string, number>
}

function lost(rewardId: string, message: string): ContractError {
  return new ContractError(422, "QUALIFIER_LOST", message).with({ rewardId })
}

function targetLine({ basket }: Granting, reward: AppliedReward): Line {
  const line = basket.lines.find(({ lineNumber }) => lineNumber === reward.targetLineNumber)
  if (!line) throw lost(reward.rewardId, "the target line was not sold")
  return line
}

/** A free unit may stand on a line of its own, so units are counted over all lines of the SKU. */
function soldUnits({ basket }: Granting, target: Line): number {
  return basket.lines
    .filter(({ sku }) => sku === target.sku)
    .reduce((sum, line) => sum + line.quantityUnits, 0)
}

function largestDiscount(granting: Granting, reward: AppliedReward, promotion: Promotion): number {
  if (promotion.level === "ticket") {
    const total = granting.basket.totalCents
    if (promotion.method === "amountOff") return Math.min(toCents(promotion.value), total)
    return promotion.method === "percentOff" ? Math.ceil((total * promotion.value) / 100) : 0
  }
  const line = targetLine(granting, reward)
  const sold = soldUnits(granting, line)
  const quantityUnits = reward.quantity === undefined ? sold : toQuantityUnits(reward.quantity)
  if (quantityUnits > sold) {
    throw lost(reward.rewardId, "fewer units were sold than the reward was given for")
  }
  const { limit } = promotion
  return discountLine(
    { method: promotion.method, value: promotion.value, limit },
    { ...line, quantityUnits },
    { cents: granting.basket.totalCents, quantityUnits },
  ).cents
}

function availablePromotion(granting: Granting, reward: AppliedReward): Promotion {
  const { rewardId } = reward
  const promotion = promotionOfReward(granting.promotions, rewardId)
  if (!promotion || !isInForce(promotion, granting.placedAt)) {
    throw new ContractError(409, "REWARD_NOT_AVAILABLE", "no such reward").with({ rewardId })
  }
  const uses = granting.member.uses[promotion.promotionId] ?? 0
  if (uses >= (promotion.usesPerMember ?? Infinity)) {
    throw new ContractError(409, "REWARD_ALREADY_REDEEMED", "taken before").with({ rewardId })
  }
  return promotion
}

/** Names the reward that goes beyond the card: those before it may stand. */
function requireCovered(rewards: readonly AppliedReward[], covered: number): number {
  return rewards.reduce((given, { rewardId, quantity = 0 }) => {
    if (given + quantity > covered) {
      throw lost(rewardId, "the club card does not cover this free unit")
    }
    return given + quantity
  }, 0)
}

function countClubs(
  granting: Granting,
  free: ReadonlyMap<string, readonly AppliedReward[]>,
): Record<string, number> {
  const punches: Record<string, number> = {}
  for (const promotion of granting.promotions) {
    const { clubBuy, promotionId } = promotion
    if (clubBuy === undefined) continue
    const units = unitsInClub(promotion, granting.basket.lines)
    const before = granting.member.punches[promotionId] ?? 0
    const given = requireCovered(free.get(promotionId) ?? [], freeUnits(clubBuy, before, units))
    if (units > 0) punches[promotionId] = punchesAfter(clubBuy, before, { units, free: given })
  }
  return punches
}

/** Weighs what the caller says it granted against the host's own terms. */
export function weighGranted(granting: Granting): Granted {
  const seen = new Set<string>()
  const groups = new Set<string>()
  const free = new Map<string, AppliedReward[]>()
  const uses: Record<string, number> = {}
  let pointsCost = 0
  let discountCents = 0
  for (const reward of granting.applied) {
    const { rewardId } = reward
    if (seen.has(rewardId)) throw invalidRequest("a reward is listed twice", { rewardId })
    seen.add(rewardId)
    const promotion = availablePromotion(granting, reward)
    const { promotionId, exclusiveGroup } = promotion
    if (exclusiveGroup !== undefined && groups.has(exclusiveGroup)) {
      throw invalidRequest("two rewards of one exclusive group", { rewardId })
    }
    if (exclusiveGroup !== undefined) groups.add(exclusiveGroup)
    const maximum = largestDiscount(granting, reward, promotion)
    const amountCents = toCents(reward.amount ?? 0)
    if (amountCents > maximum) {
      throw invalidRequest("more was granted than the reward allows", {
        rewardId,
        maximum: fromCents(maximum),
      })
    }
    discountCents += amountCents
    pointsCost += promotion.pointsCost ?? 0
    if (promotion.clubBuy !== undefined) {
      free.set(promotionId, [...(free.get(promotionId) ?? []), reward])
    }
    if (promotion.usesPerMember !== undefined) {
      uses[promotionId] = (granting.member.uses[promotionId] ?? 0) + 1
    }
  }
  return { pointsCost, discountCents, punches: countClubs(granting, free), uses }
}

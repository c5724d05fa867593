import type { Member } from "../types.js"

/** Points per dollar on top of the base rate, in halves so that all arithmetic stays whole. */
const TIER_HALVES: Record<string, number> = { Silver: 1, Gold: 2, Platinum: 4 }
const BASE_RATE = 2
const CENTS = 100

export interface Earned {
  basePoints: number
  tierBonus: number
  earnedPoints: number
  multiplier: number
}

/** Points that a member may burn: none in debt, where all that costs nothing is granted as ever. */
export function spendable(member: Member): number {
  return Math.max(0, member.points)
}

/** base = floor(net × 2); tier bonus = floor(net × tier rate); each is floored on its own. */
export function earn(netCents: number, tier: string | null): Earned {
  const eligibleCents = Math.max(0, netCents)
  const halves = (tier === null ? undefined : TIER_HALVES[tier]) ?? 0
  const basePoints = Math.floor((eligibleCents * BASE_RATE) / CENTS)
  const tierBonus = Math.floor((eligibleCents * halves) / (2 * CENTS))
  return {
    basePoints,
    tierBonus,
    earnedPoints: basePoints + tierBonus,
    multiplier: BASE_RATE + halves / 2,
  }
}

import { REDEMPTION, type Expected } from "./expected"
import type { Cart, LoyaltyReward, LoyaltySession } from "./shapes"
import type { Walk } from "./walk"

const GRANTED = new Set(["applied", "accepted"])

/** What one evaluation must look like. */
export interface SessionExpectation {
  session: LoyaltySession
  expected: Expected
  cart: Cart
  /** Whether the member has the points for the optional reward. */
  offersRedemption: boolean
}

/** Compares an evaluation with the arithmetic: every reward, every line, every point. */
export function expectSession(walk: Walk, input: SessionExpectation): void {
  const { session, expected, cart, offersRedemption } = input
  const granted = session.rewards.filter(({ state }) => GRANTED.has(state))
  walk.expect(
    "Rewards and points as worked out",
    {
      availability: "ok",
      rewards: expected.rewards.map(nameAndCents).sort().join(", "),
      discount: expected.discountCents / 100,
      "offers the redemption": offersRedemption,
      "will earn": expected.earnedPoints,
      "of that base": expected.basePoints,
      "of that tier bonus": expected.tierPoints,
      "will cost": expected.redeemedPoints,
      "split over the cart's lines": true,
    },
    {
      availability: session.availability,
      rewards: granted
        .map((reward) => nameAndCents({ promotion: promotionOf(reward), cents: cents(reward) }))
        .sort()
        .join(", "),
      discount: session.discount_total,
      "offers the redemption": session.rewards.some(
        (reward) => promotionOf(reward) === REDEMPTION.promotion,
      ),
      "will earn": session.points.earn_preview,
      "of that base": session.points.breakdown.base,
      "of that tier bonus": session.points.breakdown.tier_bonus,
      "will cost": session.points.redeem,
      "split over the cart's lines": granted.every((reward) => isSplitExactly(reward, cart)),
    },
  )
}

/** The reward of a promotion, which must be among the offers. */
export function findReward(session: LoyaltySession, promotion: string): LoyaltyReward {
  const reward = session.rewards.find((candidate) => promotionOf(candidate) === promotion)
  if (!reward) {
    const offered = session.rewards.map(promotionOf).join(", ") || "nothing"
    throw new Error(`The reward ${promotion} is not offered; offered: ${offered}`)
  }
  return reward
}

/** The engine names a line's reward by promotion and line: PROMO-771-L1. */
const promotionOf = ({ provider_reward_id }: LoyaltyReward): string =>
  provider_reward_id.replace(/-L\d+$/, "")

const nameAndCents = (reward: { promotion: string; cents: number }): string =>
  `${reward.promotion} ${(reward.cents / 100).toFixed(2)}`

const cents = ({ amount }: { amount: number }): number => Math.round(amount * 100)

function isSplitExactly(reward: LoyaltyReward, cart: Cart): boolean {
  const lines = new Set(cart.items.map(({ id }) => id))
  const sum = reward.allocations.reduce((total, part) => total + cents(part), 0)
  return sum === cents(reward) && reward.allocations.every((part) => lines.has(part.line_item_id))
}

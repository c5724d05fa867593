import type { StoreLoyaltyReward, StoreLoyaltySession } from "./http-types.js"

/** Choices by the engine's id of the reward, which stays when the cart is evaluated again. */
export type Choices = ReadonlyMap<string, "accept" | "decline">

/** More digits than any currency has: sums of decimals stay what they look like. */
const PRECISION = 10_000

/**
 * The session as it will be when the server agrees to the choices: the shopper sees them at once,
 * and sees the server's session again when it does not.
 */
export function withChoices(session: StoreLoyaltySession, choices: Choices): StoreLoyaltySession {
  if (choices.size === 0) {
    return session
  }
  let { discount_total } = session
  let { redeem } = session.points
  const rewards = session.rewards.map((before) => {
    const after = chosen(before, choices)
    discount_total += after.amount - before.amount
    redeem += redeemedBy(after) - redeemedBy(before)
    return after
  })
  return {
    ...session,
    rewards,
    discount_total: Math.round(discount_total * PRECISION) / PRECISION,
    points: { ...session.points, redeem: Math.max(0, redeem) },
  }
}

/** `accept` and `decline` as the select route takes them. */
export function toSelection(choices: Choices): {
  accept?: string[]
  decline?: string[]
} {
  const selection: { accept?: string[]; decline?: string[] } = {}
  for (const [id, choice] of choices) {
    ;(selection[choice] ??= []).push(id)
  }
  return selection
}

function chosen(reward: StoreLoyaltyReward, choices: Choices): StoreLoyaltyReward {
  const choice = choices.get(reward.provider_reward_id)
  if (choice === "accept" && (reward.state === "offered" || reward.state === "declined")) {
    return { ...reward, state: "accepted", amount: reward.amount_if_accepted }
  }
  if (choice === "decline" && (reward.state === "offered" || reward.state === "accepted")) {
    return { ...reward, state: "declined", amount: 0 }
  }
  return reward
}

const redeemedBy = ({ state, points_cost }: StoreLoyaltyReward) =>
  state === "accepted" ? points_cost : 0

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
  const rewards = session.rewards.map((reward) => chosen(reward, choices))
  const discount = sum(rewards, ({ amount }) => amount) - sum(session.rewards, (r) => r.amount)
  const redeemed = sum(rewards, redeemedBy) - sum(session.rewards, redeemedBy)
  return {
    ...session,
    rewards,
    discount_total: Math.round((session.discount_total + discount) * PRECISION) / PRECISION,
    points: {
      ...session.points,
      redeem: Math.max(0, session.points.redeem + redeemed),
    },
  }
}

/** `accept` and `decline` as the select route takes them. */
export function toSelection(choices: Choices): {
  accept?: string[]
  decline?: string[]
} {
  const ids = (wanted: "accept" | "decline") =>
    [...choices].filter(([, choice]) => choice === wanted).map(([id]) => id)
  const [accept, decline] = [ids("accept"), ids("decline")]
  return {
    ...(accept.length > 0 && { accept }),
    ...(decline.length > 0 && { decline }),
  }
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

const sum = (rewards: StoreLoyaltyReward[], valueOf: (reward: StoreLoyaltyReward) => number) =>
  rewards.reduce((total, reward) => total + valueOf(reward), 0)

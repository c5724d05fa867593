import type { SessionRewardRow } from "../../../modules/loyalty/types/rows"

/** Points that these of a session's rewards cost together. */
export function pointsCostOf(
  rewards: readonly SessionRewardRow[],
  provider_reward_ids: Iterable<string>,
): number {
  const counted = new Set(provider_reward_ids)
  return rewards
    .filter((reward) => counted.has(reward.provider_reward_id))
    .reduce((sum, reward) => sum + reward.points_cost, 0)
}

import { ContractError } from "../errors.js"
import type { FaultParams } from "../faults/kinds.js"
import type { AppliedReward } from "../types.js"

const DEFAULT_CODE = "REWARD_ALREADY_REDEEMED"

/** A host refuses a reward in one of two ways: the whole call, or (softly) this reward alone. */
export function takeOutRejected(
  offered: readonly AppliedReward[],
  rejection: FaultParams | null,
): {
  applied: readonly AppliedReward[]
  rejectedRewards: { rewardId: string; code: string | number }[]
} {
  const refused = offered.find(({ rewardId }) => rewardId === rejection?.rewardId)
  if (!refused || rejection === null) return { applied: offered, rejectedRewards: [] }
  const { rewardId } = refused
  const code = rejection.code ?? DEFAULT_CODE
  if (!rejection.soft) {
    throw new ContractError(rejection.status ?? 422, code, "the reward is refused").with({
      rewardId,
    })
  }
  return {
    applied: offered.filter((reward) => reward !== refused),
    rejectedRewards: [{ rewardId, code }],
  }
}

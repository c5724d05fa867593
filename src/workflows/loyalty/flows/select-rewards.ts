import type { MedusaContainer } from "@medusajs/framework/types"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Cause, SessionRewardRow } from "../../../modules/loyalty/types/rows"
import type { RewardSelection } from "../../../types/provider"
import { loyaltyService } from "../utils/loyalty"
import { observed } from "../utils/observed"
import { pointsCostOf } from "../utils/points-cost"
import { evaluateSession, NO_SELECTION } from "./evaluate-session"
import { requireSession, stateOf, type SessionState } from "./session-state"

export interface SelectRewardsInput {
  session_id: string
  cart_id: string
  accept: string[]
  decline: string[]
  redeem_points: number | null
  cause: Cause
}

/**
 * Takes the shopper's choices among optional rewards and evaluates the cart with them. Where the
 * engine cannot be asked, the choices are put back, because nothing came of them.
 *
 * @throws LoyaltyError `reward_not_available` for a reward that is not offered or not optional,
 * `insufficient_points`, `session_not_active`, `version_conflict`.
 */
export const selectRewards = observed(select, {
  name: "select",
  before: ({ session_id, cause }) => ({ session_id, correlation_id: cause.correlation_id }),
  after: ({ availability, session: { store_id } }) => ({
    outcome: availability,
    fields: { store_id },
  }),
})

async function select(
  container: MedusaContainer,
  input: SelectRewardsInput,
): Promise<SessionState> {
  const { session_id } = input
  const { previous, selection } = await choose(container, input)
  const state = await evaluateSession(container, { ...input, force: true })
  if (state.session.degraded) {
    const now = state.session.selection
    await loyaltyService(container).replaceSelection({
      session_id,
      // The engine may have refused some of them before it failed.
      seen: now && narrows(now, selection) ? now : selection,
      selection: previous ?? NO_SELECTION,
    })
    return stateOf(container, session_id)
  }
  return state
}

const ATTEMPTS = 5

/** Stores the choices on top of what is chosen, also by another tab at this moment. */
async function choose(
  container: MedusaContainer,
  input: SelectRewardsInput,
): Promise<{ previous: RewardSelection | null; selection: RewardSelection }> {
  const service = loyaltyService(container)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const session = await requireSession(container, input)
    if (session.status !== "active") {
      throw new LoyaltyError("session_not_active", "This loyalty session is over")
    }
    const previous = session.selection
    const rewards = await service.rewardsOfSession(session.id)
    const selection = nextSelection(previous ?? NO_SELECTION, rewards, input)
    await assertAffordable(container, { member_id: session.member_id, selection, rewards })
    if (await service.replaceSelection({ session_id: session.id, seen: previous, selection })) {
      return { previous, selection }
    }
  }
  throw new LoyaltyError("version_conflict", "The choices of this cart keep changing; ask again")
}

/** Whether `now` is `chosen` without what the engine refused. */
function narrows(now: RewardSelection, chosen: RewardSelection): boolean {
  return (
    now.accepted_reward_ids.every((id) => chosen.accepted_reward_ids.includes(id)) &&
    String(now.declined_reward_ids) === String(chosen.declined_reward_ids)
  )
}

/** The choices after this request; ids may be ours or the engine's. */
function nextSelection(
  current: RewardSelection,
  rewards: readonly SessionRewardRow[],
  input: SelectRewardsInput,
): RewardSelection {
  const accept = input.accept.map((id) => providerIdOf(rewards, id))
  const decline = input.decline.map((id) => providerIdOf(rewards, id))
  const both = accept.find((id) => decline.includes(id))
  if (both !== undefined) {
    throw new LoyaltyError(
      "reward_not_available",
      "A reward cannot be accepted and declined in one request",
    )
  }
  // What the engine withdrew is no choice any more: it would still be charged for there.
  const offered = new Set(rewards.map((reward) => reward.provider_reward_id))
  const standing = current.accepted_reward_ids.filter((id) => offered.has(id))
  const accepted = new Set([...standing, ...accept])
  decline.forEach((id) => accepted.delete(id))
  const declined = new Set([...current.declined_reward_ids, ...decline])
  accept.forEach((id) => declined.delete(id))
  return {
    accepted_reward_ids: [...accepted],
    declined_reward_ids: [...declined],
    redeem_points: input.redeem_points ?? pointsCostOf(rewards, accepted),
  }
}

function providerIdOf(rewards: readonly SessionRewardRow[], id: string): string {
  const reward = rewards.find((one) => one.id === id || one.provider_reward_id === id)
  if (!reward) {
    throw new LoyaltyError("reward_not_available", "This reward is not offered for this cart", {
      context: { reward_ids: [id] },
    })
  }
  if (reward.type !== "optional") {
    throw new LoyaltyError(
      "reward_not_available",
      "This reward applies by itself and cannot be chosen",
      { context: { reward_ids: [id] } },
    )
  }
  return reward.provider_reward_id
}

async function assertAffordable(
  container: MedusaContainer,
  input: { member_id: string; selection: RewardSelection; rewards: readonly SessionRewardRow[] },
): Promise<void> {
  const member = await loyaltyService(container).memberById(input.member_id)
  const balance = member?.points_balance ?? null
  // A member in debt has nothing to spend, and may choose all that costs nothing.
  if (balance !== null && input.selection.redeem_points > Math.max(0, balance)) {
    throw new LoyaltyError("insufficient_points", "There are not enough points for this choice", {
      context: {
        points_balance: balance,
        points_needed: input.selection.redeem_points,
        reward_ids: input.selection.accepted_reward_ids,
      },
    })
  }
}

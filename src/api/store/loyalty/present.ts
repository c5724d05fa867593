import type { MedusaContainer } from "@medusajs/framework/types"

import { digitsOf, fromMinor } from "../../../modules/loyalty/domain/money"
import type { SessionRewardRow, SessionRow } from "../../../modules/loyalty/types/rows"
import type { StoreLoyaltyReward, StoreLoyaltySession } from "../../../types/http/store"
import type { SessionState } from "../../../workflows/loyalty/flows/session-state"
import { loyaltyService } from "../../../workflows/loyalty/utils/loyalty"

/** A session as the shop sees it: masked member, money in major units. */
export async function presentSession(
  container: MedusaContainer,
  state: SessionState,
  options: { with_token?: boolean } = {},
): Promise<StoreLoyaltySession> {
  const service = loyaltyService(container)
  const { session } = state
  const rewards = isOver(session) ? [] : state.rewards
  const evaluation = isOver(session) ? null : session.evaluation
  const member = state.member ?? (await service.memberById(session.member_id))
  const digits = digitsOf(session.currency_code)
  return {
    id: session.id,
    cart_id: session.cart_id,
    status: session.status,
    availability: isOver(session) ? "unavailable" : state.availability,
    retry_after: state.retry_after,
    member: {
      masked_id: member?.masked_identifier ?? null,
      display_name: member?.display_name ?? null,
      points_balance: member?.points_balance ?? null,
      tier: member?.tier ?? null,
    },
    points: {
      earn_preview: evaluation?.earned_points ?? 0,
      redeem: evaluation?.redeemed_points ?? 0,
      multiplier: evaluation?.multiplier ?? null,
      breakdown: {
        base: evaluation?.base_points ?? 0,
        tier_bonus: evaluation?.tier_bonus_points ?? 0,
      },
    },
    rewards: rewards.map((reward) => presentReward(reward, digits)),
    messages: evaluation?.messages ?? [],
    discount_total: isOver(session) ? 0 : fromMinor(session.discount_total, digits),
    currency_code: session.currency_code,
    ...(options.with_token && { token: service.sessionToken(session.id) }),
    expires_at: session.expires_at.toISOString(),
    updated_at: session.updated_at.toISOString(),
  }
}

/** Ended before its order: its discounts have left the cart, so none are shown. */
function isOver(session: SessionRow): boolean {
  return session.status === "failed" && session.order_id === null
}

function presentReward(reward: SessionRewardRow, digits: number): StoreLoyaltyReward {
  return {
    id: reward.id,
    provider_reward_id: reward.provider_reward_id,
    type: reward.type,
    level: reward.level,
    description: reward.description,
    prompt: reward.prompt,
    points_cost: reward.points_cost,
    state: reward.state,
    reason: reward.reason,
    amount: fromMinor(reward.amount, digits),
    amount_if_accepted: fromMinor(reward.amount_if_accepted, digits),
    allocations: reward.allocations.map(({ line_item_id, amount }) => ({
      line_item_id,
      amount: fromMinor(amount, digits),
    })),
  }
}

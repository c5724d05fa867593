import type { FulfilledSnapshot } from "../../../../modules/loyalty/domain/placement"
import type { AdjustmentInput } from "../../../../modules/loyalty/persistence/adjustment-service"
import type { SessionRow } from "../../../../modules/loyalty/types/rows"
import type { FinalizeOutcome, GrantedReward } from "../../../../types/provider"
import type { ClaimedOperation } from "../drain-operations"

/** Rewards left out of a finalize because the engine refused them (edge case 3). */
export type Refused = readonly string[]

export type Worth = Pick<GrantedReward, "provider_reward_id" | "points_cost" | "amount">

/** What a frozen request tells the engine, as it stands beside it in the operation's row. */
export interface Told {
  /** Null in a row that is older than the field. */
  fulfilled: FulfilledSnapshot | null
  /**
   * What the shopper really got, those that were refused included: a reward that was placed and
   * not handed over is nobody's loss. In a row that is older than the field, what was placed.
   */
  granted: readonly Worth[]
  refused: Refused
  /** It names the member by the engine's own id alone, because what was typed does not open. */
  identifier_lost: boolean
}

interface Finalizing {
  operation: ClaimedOperation
  session: SessionRow
}

type Due = Pick<AdjustmentInput, "points" | "amount" | "details">

/** What a person must settle of an order that the engine booked; null where it honoured it all. */
export function notHonoured(
  finalizing: Finalizing,
  outcome: FinalizeOutcome,
  told: Told,
): AdjustmentInput | null {
  const named = outcome.rejected_rewards.map(({ provider_reward_id }) => provider_reward_id)
  return (
    rejected(finalizing, told, [...told.refused, ...named]) ??
    notRedeemed(finalizing, outcome, told)
  )
}

/** The shopper had the discount and the engine booked nothing: the merchant settles it. */
export function unbooked(finalizing: Finalizing, code: string, { granted }: Told): AdjustmentInput {
  return adjustment(finalizing, REFUSED, { ...worthOf(granted), details: { code } })
}

/** What a person must settle of an order's finalize. */
function adjustment(
  { operation, session }: Finalizing,
  { key, kind }: { key: string; kind: AdjustmentInput["kind"] },
  due: Due,
): AdjustmentInput {
  return {
    key: `${key}:${operation.order_id}`,
    kind,
    session_id: session.id,
    order_id: operation.order_id,
    member_id: session.member_id,
    currency_code: session.currency_code,
    ...due,
  }
}

const REJECTED = { key: "reward_rejected", kind: "reward_rejected_at_finalize" } as const
const REFUSED = { key: "member_refused", kind: "member_refused_at_finalize" } as const

function worthOf(rewards: readonly Worth[]): Pick<Due, "points" | "amount"> {
  return {
    points: rewards.reduce((sum, reward) => sum + reward.points_cost, 0),
    amount: rewards.reduce((sum, reward) => sum + reward.amount, 0),
  }
}

/** The shopper keeps the charged price; the merchant learns what the engine did not honour. */
function rejected(
  finalizing: Finalizing,
  { granted }: Told,
  named: readonly string[],
): AdjustmentInput | null {
  const rewards = granted.filter(({ provider_reward_id }) => named.includes(provider_reward_id))
  const reward_ids = rewards.map(({ provider_reward_id }) => provider_reward_id)
  return rewards.length === 0
    ? null
    : adjustment(finalizing, REJECTED, { ...worthOf(rewards), details: { reward_ids } })
}

/**
 * An answer was lost, and the engine says now that it took fewer points than it was told: it
 * rejected rewards and does not say which. Where it took none, they are all that cost points;
 * elsewhere the amount is for a person to find out.
 */
function notRedeemed(
  finalizing: Finalizing,
  { duplicate, redeemed_points }: FinalizeOutcome,
  told: Told,
): AdjustmentInput | null {
  const { fulfilled } = told
  const points = (fulfilled?.redeemed_points ?? 0) - redeemed_points
  if (!duplicate || points <= 0) {
    return null
  }
  const paid = (fulfilled?.granted_rewards ?? []).filter((reward) => reward.points_cost > 0)
  const ids = redeemed_points === 0 ? paid.map((reward) => reward.provider_reward_id) : []
  const known = rejected(finalizing, told, ids)
  return known
    ? { ...known, points }
    : adjustment(finalizing, REJECTED, { points, amount: 0, details: { reward_ids: [] } })
}

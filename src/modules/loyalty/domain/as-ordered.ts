import type { MinorUnits } from "../../../types/provider"
import { multiplyDecimal } from "./money"
import { foreignOf, oursOf, type ChangeableLine } from "./order-change"
import { markerHash } from "./keys"
import {
  discountsByLine,
  type FulfilledSnapshot,
  type Placement,
  type PlacementLine,
} from "./placement"

/** A line of the order as it is now. */
export interface OrderedLine extends ChangeableLine {
  /** For the whole quantity, after all discounts. */
  tax: MinorUnits
}

/**
 * The placement with what order edits changed since: lines that were added, that grew, that got
 * another price, or of which others take another part. They carry no reward beyond what was granted
 * at placement, but they were paid for and earn. Otherwise a line that shrank or went stays as it
 * was placed; what was handed over decides.
 *
 * @param added lines that were not placed, numbered by their place in the list
 */
export function placementAsOrdered(
  placement: Placement,
  ordered: readonly OrderedLine[],
  added: readonly PlacementLine[] = [],
): Placement {
  const now = new Map(ordered.map((line) => [line.order_line_id, line]))
  const ours = discountsByLine(placement.rewards)
  const last = Math.max(0, ...placement.lines.map(({ line_number }) => line_number))
  return {
    ...placement,
    lines: [
      ...placement.lines.map((line) => {
        const our_discount = ours.get(line.order_line_id) ?? 0
        const digits = placement.currency_digits
        return asOrdered(line, now.get(line.order_line_id), { our_discount, digits })
      }),
      ...added.map((line, index) => ({ ...line, line_number: last + index + 1 })),
    ],
  }
}

function asOrdered(
  line: PlacementLine,
  ordered: OrderedLine | undefined,
  { our_discount, digits }: { our_discount: MinorUnits; digits: number },
): PlacementLine {
  if (!ordered || ordered.quantity <= 0) {
    return line
  }
  const is_paid_alike = ordered.quantity <= line.quantity && samePrice(ordered, line)
  const quantity = Math.max(line.quantity, ordered.quantity)
  const { unit_price_decimal } = ordered
  const amount = is_paid_alike
    ? line.amount
    : multiplyDecimal(unit_price_decimal, quantity, digits, "floor")
  // Medusa leaves others' discount as it is when a line shrinks, or computes it anew: the order's
  // is what was paid with. It is for what is ordered now, and the line may stand here for more.
  const foreign = Math.round((foreignOf(ordered) * quantity) / ordered.quantity)
  const foreign_discount = Math.min(amount, foreign)
  if (is_paid_alike && foreign_discount === line.foreign_discount) {
    return line
  }
  const net = amount - foreign_discount - our_discount
  const tax = taxOfNet(ordered, { net, digits })
  return { ...line, quantity, unit_price_decimal, amount, foreign_discount, tax }
}

/** The tax of an ordered line, had it come to this net amount: at the rate that it bears now. */
export function taxOfNet(
  ordered: OrderedLine,
  { net, digits }: { net: MinorUnits; digits: number },
): MinorUnits {
  const amount = multiplyDecimal(ordered.unit_price_decimal, ordered.quantity, digits, "half_up")
  const taxed = ordered.adjustments.reduce((left, adjustment) => left - adjustment.amount, amount)
  return taxed > 0 ? Math.max(0, Math.round((ordered.tax * net) / taxed)) : 0
}

function samePrice(
  a: Pick<PlacementLine, "unit_price_decimal">,
  b: Pick<PlacementLine, "unit_price_decimal">,
): boolean {
  return Number(a.unit_price_decimal) === Number(b.unit_price_decimal)
}

/**
 * Claims from the engine no more of a reward than stands on the order. An edit that went past our
 * guard may have dropped a discount: its points must not be burned then.
 */
export function claimable(
  snapshot: FulfilledSnapshot,
  order: readonly Pick<ChangeableLine, "adjustments">[],
): FulfilledSnapshot {
  const carried = new Map<string, MinorUnits>()
  for (const [hash, amount] of order.flatMap((line) => [...oursOf(line)])) {
    carried.set(hash, (carried.get(hash) ?? 0) + amount)
  }
  const granted_rewards = snapshot.granted_rewards.map((reward) => ({
    ...reward,
    amount: Math.min(reward.amount, carried.get(markerHash(reward.provider_reward_id)) ?? 0),
  }))
  const kept = granted_rewards.filter(({ amount }) => amount > 0)
  const dropped = granted_rewards.filter(({ amount }) => amount <= 0)
  const missing = sumOf(snapshot.granted_rewards) - sumOf(kept)
  return {
    ...snapshot,
    granted_rewards: kept,
    cancelled_reward_ids: [
      ...snapshot.cancelled_reward_ids,
      ...dropped.map((reward) => reward.provider_reward_id),
    ],
    redeemed_points: kept.reduce((sum, reward) => sum + reward.points_cost, 0),
    final_amount: snapshot.final_amount + missing,
    total_amount: snapshot.total_amount + missing,
  }
}

function sumOf(rewards: readonly { amount: MinorUnits }[]): MinorUnits {
  return rewards.reduce((sum, { amount }) => sum + amount, 0)
}

import type { DecimalString, MinorUnits } from "../../../types/provider"
import { multiplyDecimal } from "./money"
import { oursOf, type ChangeableLine } from "./order-change"
import { markerHash } from "./keys"
import type { FulfilledSnapshot, Placement, PlacementLine } from "./placement"

/** A line of the order as it is now. */
export interface OrderedLine {
  order_line_id: string
  quantity: number
  unit_price_decimal: DecimalString
  /** For the whole quantity, after all discounts. */
  tax: MinorUnits
}

/**
 * The placement with what order edits changed since: lines that were added, that grew or that got
 * another price. They carry no reward beyond what was granted at placement, but they were paid for
 * and earn. A line that shrank or went stays as it was placed; what was handed over decides.
 *
 * @param added lines that were not placed, numbered by their place in the list
 */
export function placementAsOrdered(
  placement: Placement,
  ordered: readonly OrderedLine[],
  added: readonly PlacementLine[] = [],
): Placement {
  const now = new Map(ordered.map((line) => [line.order_line_id, line]))
  const last = Math.max(0, ...placement.lines.map(({ line_number }) => line_number))
  return {
    ...placement,
    lines: [
      ...placement.lines.map((line) => {
        return asOrdered(line, now.get(line.order_line_id), placement.currency_digits)
      }),
      ...added.map((line, index) => ({ ...line, line_number: last + index + 1 })),
    ],
  }
}

function asOrdered(
  line: PlacementLine,
  ordered: OrderedLine | undefined,
  digits: number,
): PlacementLine {
  const grew = ordered !== undefined && ordered.quantity > line.quantity
  const priced = ordered !== undefined && !samePrice(ordered, line)
  if (!ordered || (!grew && !priced)) {
    return line
  }
  const quantity = Math.max(line.quantity, ordered.quantity)
  const { unit_price_decimal } = ordered
  const amount = multiplyDecimal(unit_price_decimal, quantity, digits, "floor")
  return {
    ...line,
    quantity,
    unit_price_decimal,
    amount,
    foreign_discount: Math.min(amount, line.foreign_discount),
    // The order's tax is for what is ordered now, and the line may stand here for more.
    tax: ordered.quantity > 0 ? Math.round((ordered.tax * quantity) / ordered.quantity) : 0,
  }
}

function samePrice(
  a: Pick<OrderedLine, "unit_price_decimal">,
  b: Pick<OrderedLine, "unit_price_decimal">,
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

import type { DecimalString, MinorUnits } from "../../../types/provider"
import { markerHash, parseAdjustmentMarker } from "./keys"
import { multiplyDecimal, prorate } from "./money"
import { type Placement, type Quantities, standingShares } from "./placement"

/** An adjustment of an order line, in minor units. */
export interface OrderAdjustment {
  amount: MinorUnits
  description: string | null
}

/** A line of an order, before a change or as the change would leave it. */
export interface ChangeableLine {
  order_line_id: string
  quantity: number
  unit_price_decimal: DecimalString
  adjustments: readonly OrderAdjustment[]
}

/** What a line should carry of ours, by the hash that a marker names a reward with. */
export type OurDiscounts = ReadonlyMap<string, MinorUnits>

/**
 * What each line of a changed order should carry of our discounts.
 *
 * Before the finalize that is what the order will be finalized with: a reward of the ticket moves
 * to the lines that stay. After it every discount shrinks with its line, because that is what the
 * reversal takes back. So does a discount that nobody approved: the shopper paid with it, and an
 * edit must not ask for it again. None grows, and no line goes below zero.
 *
 * @param before the order's lines before the change
 * @param after the lines as the change would leave them, others' adjustments included
 * @param placement null once the order is finalized
 */
export function discountsAfterChange(
  before: readonly ChangeableLine[],
  after: readonly ChangeableLine[],
  { placement, digits }: { placement: Placement | null; digits: number },
): ReadonlyMap<string, OurDiscounts> {
  const standing = placement ? byPlacement(placement, after) : byShrinking(before, after)
  return new Map(
    after.map((line) => [
      line.order_line_id,
      fitting(line, standing.get(line.order_line_id) ?? new Map(), digits),
    ]),
  )
}

/** Our discounts on a line, by reward hash. */
export function oursOf(line: Pick<ChangeableLine, "adjustments">): OurDiscounts {
  const ours = new Map<string, MinorUnits>()
  for (const { amount, description } of line.adjustments) {
    const marker = parseAdjustmentMarker(description)
    if (marker) {
      ours.set(marker.reward_hash, (ours.get(marker.reward_hash) ?? 0) + amount)
    }
  }
  return ours
}

/** What others take off a line. */
export function foreignOf(line: Pick<ChangeableLine, "adjustments">): MinorUnits {
  return line.adjustments
    .filter(({ description }) => parseAdjustmentMarker(description) === null)
    .reduce((sum, { amount }) => sum + amount, 0)
}

/** How far the adjustments of a line go below zero through ours; others answer for their own. */
export function excessOf(line: ChangeableLine, digits: number): MinorUnits {
  const ours = [...oursOf(line).values()].reduce((sum, amount) => sum + amount, 0)
  return Math.min(ours, Math.max(0, ours - roomOf(line, digits)))
}

/** Whether a line carries exactly these discounts of ours. */
export function carries(line: Pick<ChangeableLine, "adjustments">, wanted: OurDiscounts): boolean {
  const present = [...oursOf(line)].filter(([, amount]) => amount !== 0)
  const asked = [...wanted].filter(([, amount]) => amount !== 0)
  return (
    present.length === asked.length &&
    asked.every(([hash, amount]) => oursOf(line).get(hash) === amount)
  )
}

function byPlacement(
  placement: Placement,
  after: readonly ChangeableLine[],
): Map<string, OurDiscounts> {
  const quantities: Quantities = Object.fromEntries(
    after.map(({ order_line_id, quantity }) => [order_line_id, quantity]),
  )
  const standing = new Map(
    [...standingShares(placement, quantities)].map(([order_line_id, shares]) => [
      order_line_id,
      new Map(shares.map((share) => [markerHash(share.provider_reward_id), share.amount])),
    ]),
  )
  for (const { order_line_id, reward_hash, quantity, amount } of placement.unapproved ?? []) {
    const discounts = standing.get(order_line_id) ?? new Map<string, MinorUnits>()
    const kept = prorate(amount, quantities[order_line_id] ?? 0, quantity)
    standing.set(
      order_line_id,
      discounts.set(reward_hash, (discounts.get(reward_hash) ?? 0) + kept),
    )
  }
  return standing
}

function byShrinking(
  before: readonly ChangeableLine[],
  after: readonly ChangeableLine[],
): Map<string, OurDiscounts> {
  const quantities = new Map(after.map((line) => [line.order_line_id, line.quantity]))
  return new Map(
    before.map((line) => [
      line.order_line_id,
      new Map(
        [...oursOf(line)].map(([hash, amount]) => [
          hash,
          prorate(amount, quantities.get(line.order_line_id) ?? 0, line.quantity),
        ]),
      ),
    ]),
  )
}

/** Others keep what they have; ours take what is left, the first reward first. */
function fitting(line: ChangeableLine, wanted: OurDiscounts, digits: number): OurDiscounts {
  let room = Math.max(0, roomOf(line, digits))
  return new Map(
    [...wanted].map(([hash, amount]) => {
      const fits = Math.min(amount, room)
      room -= fits
      return [hash, fits]
    }),
  )
}

/** What others' adjustments leave of a line; negative where they alone take more than there is. */
function roomOf(line: ChangeableLine, digits: number): MinorUnits {
  const amount = multiplyDecimal(line.unit_price_decimal, line.quantity, digits, "half_up")
  return amount - foreignOf(line)
}

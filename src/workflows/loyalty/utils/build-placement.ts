import type { MedusaContainer } from "@medusajs/framework/types"

import { taxOfNet } from "../../../modules/loyalty/domain/as-ordered"
import { markerHash, parseAdjustmentMarker } from "../../../modules/loyalty/domain/keys"
import { digitsOf } from "../../../modules/loyalty/domain/money"
import { oursOf } from "../../../modules/loyalty/domain/order-change"
import { matchOrderLines } from "../../../modules/loyalty/domain/order-lines"
import type {
  Placement,
  PlacementLine,
  PlacementReward,
  UnapprovedDiscount,
} from "../../../modules/loyalty/domain/placement"
import { isInTicketBase, type AgeGate } from "../../../modules/loyalty/domain/reward-eligibility"
import type { StoreConfigRow } from "../../../modules/loyalty/persistence/config-types"
import type { SessionRewardRow, SessionRow } from "../../../modules/loyalty/types/rows"
import type { Basket } from "../../../types/provider"
import { ageGateOf } from "./age-gate"
import { buildBasket, foreignDiscount, numberLines, type LineNumbers } from "./build-basket"
import { orderedLine } from "./changeable-line"
import { fingerprintOf, isOurs, type CartLine, type CartSnapshot } from "./read-cart"
import type { OrderLine, OrderSnapshot } from "./read-order"

export interface PlacementResult {
  placement: Placement
  /** Discount of ours on the order beyond what was approved, in minor units: for the merchant. */
  above_approval: number
  unmatched_order_line_ids: string[]
}

/**
 * Freezes what was bought and granted, keyed by order line. A reward counts only as far as it was
 * approved for exactly this basket and really stands on the order: the engine is told no more.
 */
export async function buildPlacement(
  container: MedusaContainer,
  { config, ...input }: PlacedOrder & { config: StoreConfigRow | null },
): Promise<PlacementResult> {
  const { cart, session } = input
  const basket = await buildBasket(container, cart, numberLines(cart, lineNumbersOf(session)))
  return freezePlacement({ ...input, basket, gate: ageGateOf(config, session) })
}

interface PlacedOrder {
  order: OrderSnapshot
  cart: CartSnapshot
  session: SessionRow
  rewards: readonly SessionRewardRow[]
}

/** The pure part of `buildPlacement`. */
export function freezePlacement(
  input: PlacedOrder & { basket: Basket; gate: AgeGate },
): PlacementResult {
  const { order, cart, session, rewards } = input
  const match = matchOrderLines(cart.lines.map(cartIdentity), order.lines.map(orderIdentity))
  const approved = session.basket_fingerprint === fingerprintOf(cart) ? rewards : []
  const granted = grantedOnOrder(order, match.matched, approved)
  return {
    placement: {
      currency_code: order.currency_code,
      currency_digits: digitsOf(order.currency_code),
      lines: placementLines(input, { matched: match.matched, rewards: granted.rewards }),
      rewards: granted.rewards,
      ungranted_reward_ids: ungranted(session, granted.rewards),
      unapproved: unapprovedOnOrder(order, granted.rewards),
    },
    above_approval: granted.above_approval,
    unmatched_order_line_ids: match.unmatched_order_line_ids,
  }
}

/**
 * The order's lines that came from the cart, as they were bought: one that an edit added since is
 * not the engine's, and one that it changed is placed with the cart's quantity and price.
 */
function placementLines(
  { order, cart, basket, gate }: PlacedOrder & { basket: Basket; gate: AgeGate },
  input: { matched: ReadonlyMap<string, string>; rewards: readonly PlacementReward[] },
): PlacementLine[] {
  const { matched, rewards } = input
  const digits = digitsOf(order.currency_code)
  const foreign = new Map(cart.lines.map((line) => [line.id, foreignDiscount(line, digits)]))
  return order.lines.flatMap((line) => {
    const line_item_id = matched.get(line.id)
    const bought = basket.lines.find((one) => one.line_item_id === line_item_id)
    const foreign_discount = foreign.get(line_item_id ?? "")
    if (!bought || foreign_discount === undefined) {
      return []
    }
    const off = foreign_discount + grantedOn(line.id, rewards)
    return [
      {
        order_line_id: line.id,
        line_number: bought.line_number,
        sku: bought.sku,
        title: bought.title,
        quantity: bought.quantity,
        unit_price_decimal: bought.unit_price_decimal,
        amount: bought.amount,
        foreign_discount: Math.min(bought.amount, foreign_discount),
        tax: taxAsBought(line, { quantity: bought.quantity, net: bought.amount - off, digits }),
        is_tax_inclusive: line.is_tax_inclusive,
        discountable: isInTicketBase(bought, gate),
        barcode: bought.barcode,
        merchandise_code: bought.merchandise_code,
        product_code: bought.product_code,
        unit_of_measure: bought.unit_of_measure,
        minimum_age: bought.minimum_age,
        substitutes_line_number: null,
      },
    ]
  })
}

/** An edited line's tax is that of what it holds now; at the same rate, what was bought had this. */
function taxAsBought(
  line: OrderLine,
  bought: { quantity: number; net: number; digits: number },
): number {
  if (line.quantity === bought.quantity) {
    return line.tax
  }
  return taxOfNet(orderedLine(line), bought)
}

function grantedOn(order_line_id: string, rewards: readonly PlacementReward[]): number {
  return rewards
    .flatMap(({ allocations }) => allocations)
    .filter((allocation) => allocation.order_line_id === order_line_id)
    .reduce((sum, { amount }) => sum + amount, 0)
}

/** What the order's lines carry of ours beyond the rewards that count, by line and reward. */
function unapprovedOnOrder(
  order: OrderSnapshot,
  rewards: readonly PlacementReward[],
): UnapprovedDiscount[] {
  return order.lines.flatMap((line) => {
    let left = ourDiscountOf(line) - grantedOn(line.id, rewards)
    return [...oursOf(line)].flatMap(([reward_hash, carried]) => {
      const counted = grantedOn(
        line.id,
        rewards.filter(({ provider_reward_id: id }) => markerHash(id) === reward_hash),
      )
      const amount = Math.max(0, Math.min(carried - counted, left))
      left -= amount
      return amount > 0
        ? [{ order_line_id: line.id, reward_hash, quantity: line.quantity, amount }]
        : []
    })
  })
}

function grantedOnOrder(
  order: OrderSnapshot,
  matched: ReadonlyMap<string, string>,
  approved: readonly SessionRewardRow[],
): { rewards: PlacementReward[]; above_approval: number } {
  const room = new Map(
    order.lines.map((line) => [
      matched.get(line.id),
      { order_line_id: line.id, left: ourDiscountOf(line) },
    ]),
  )
  const rewards = inOrderOfApplication(approved)
    .map((reward): PlacementReward => {
      const allocations = reward.allocations.flatMap(({ line_item_id, amount }) => {
        const slot = room.get(line_item_id)
        if (!slot || slot.left <= 0) {
          return []
        }
        const counted = Math.min(amount, slot.left)
        slot.left -= counted
        return [{ order_line_id: slot.order_line_id, amount: counted }]
      })
      return {
        provider_reward_id: reward.provider_reward_id,
        type: reward.type,
        level: reward.level,
        method: reward.method,
        value_decimal: reward.value,
        limit: reward.limit,
        target_line_number: reward.target_line_number,
        points_cost: reward.points_cost,
        quantity: reward.quantity,
        unit_based: reward.unit_based,
        amount: allocations.reduce((sum, { amount }) => sum + amount, 0),
        allocations,
      }
    })
    .filter((reward) => reward.amount > 0)
  const ours = order.lines.reduce((sum, line) => sum + ourDiscountOf(line), 0)
  return { rewards, above_approval: ours - rewards.reduce((sum, { amount }) => sum + amount, 0) }
}

/** Line rewards, then ticket rewards, instant before accepted: as they were allocated. */
function inOrderOfApplication(rewards: readonly SessionRewardRow[]): SessionRewardRow[] {
  const rank = (reward: SessionRewardRow): number =>
    reward.level === "line" ? 0 : reward.type === "instant" ? 1 : 2
  return rewards
    .filter((reward) => reward.amount > 0)
    .sort((a, b) => rank(a) - rank(b) || a.position - b.position)
}

function ungranted(session: SessionRow, granted: readonly PlacementReward[]): string[] {
  const ids = new Set(granted.map((reward) => reward.provider_reward_id))
  return (session.selection?.accepted_reward_ids ?? []).filter((id) => !ids.has(id))
}

/** Our discount on an order line; an order drops `provider_id`, so the marker tells. */
export function ourDiscountOf(line: Pick<OrderLine, "adjustments">): number {
  return line.adjustments
    .filter(({ description }) => parseAdjustmentMarker(description) !== null)
    .reduce((sum, { amount }) => sum + amount, 0)
}

function cartIdentity(line: CartLine) {
  return {
    line_item_id: line.id,
    variant_id: line.variant_id,
    product_id: line.product_id,
    title: line.title,
    quantity: line.quantity,
    unit_price: line.unit_price,
    our_markers: line.adjustments.filter(isOurs).flatMap(({ description }) => description ?? []),
  }
}

function orderIdentity(line: OrderLine) {
  return {
    order_line_id: line.id,
    variant_id: line.variant_id,
    product_id: line.product_id,
    title: line.title,
    quantity: line.quantity,
    unit_price: line.unit_price,
    markers: line.adjustments.flatMap(({ description }) => description ?? []),
  }
}

function lineNumbersOf(session: SessionRow): LineNumbers {
  return (session.metadata?.["line_numbers"] as LineNumbers | undefined) ?? {}
}

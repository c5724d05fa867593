import type { MedusaContainer } from "@medusajs/framework/types"

import { parseAdjustmentMarker } from "../../../modules/loyalty/domain/keys"
import { digitsOf } from "../../../modules/loyalty/domain/money"
import { matchOrderLines } from "../../../modules/loyalty/domain/order-lines"
import { isInTicketBase } from "../../../modules/loyalty/domain/reward-eligibility"
import type { Placement, PlacementReward } from "../../../modules/loyalty/domain/placement"
import type { SessionRewardRow, SessionRow } from "../../../modules/loyalty/types/rows"
import { ageGateOf } from "./age-gate"
import { buildBasket, foreignDiscount, numberLines, type LineNumbers } from "./build-basket"
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
  input: {
    order: OrderSnapshot
    cart: CartSnapshot
    session: SessionRow
    rewards: readonly SessionRewardRow[]
  },
): Promise<PlacementResult> {
  const { order, cart, session, rewards } = input
  const digits = digitsOf(order.currency_code)
  const match = matchOrderLines(cart.lines.map(cartIdentity), order.lines.map(orderIdentity))
  const numbers = numberLines(cart, lineNumbersOf(session))
  const basket = await buildBasket(container, cart, numbers)
  const gate = await ageGateOf(container, session)
  const basketLines = new Map(basket.lines.map((line) => [line.line_item_id, line]))
  const cartLines = new Map(cart.lines.map((line) => [line.id, line]))
  const approved = session.basket_fingerprint === fingerprintOf(cart) ? rewards : []
  const granted = grantedOnOrder(order, match.matched, approved)

  const lines = order.lines.flatMap((line) => {
    const line_item_id = match.matched.get(line.id)
    const basketLine = line_item_id ? basketLines.get(line_item_id) : undefined
    const cartLine = line_item_id ? cartLines.get(line_item_id) : undefined
    if (!basketLine || !cartLine) {
      return []
    }
    return [
      {
        order_line_id: line.id,
        line_number: basketLine.line_number,
        sku: basketLine.sku,
        title: basketLine.title,
        quantity: line.quantity,
        unit_price_decimal: basketLine.unit_price_decimal,
        amount: basketLine.amount,
        foreign_discount: Math.min(basketLine.amount, foreignDiscount(cartLine, digits)),
        tax: line.tax,
        is_tax_inclusive: line.is_tax_inclusive,
        discountable: isInTicketBase(basketLine, gate),
        barcode: basketLine.barcode,
        merchandise_code: basketLine.merchandise_code,
        product_code: basketLine.product_code,
        unit_of_measure: basketLine.unit_of_measure,
        minimum_age: basketLine.minimum_age,
        substitutes_line_number: null,
      },
    ]
  })
  return {
    placement: {
      currency_code: order.currency_code,
      currency_digits: digits,
      lines,
      rewards: granted.rewards,
      ungranted_reward_ids: ungranted(session, granted.rewards),
    },
    above_approval: granted.above_approval,
    unmatched_order_line_ids: match.unmatched_order_line_ids,
  }
}

function grantedOnOrder(
  order: OrderSnapshot,
  matched: ReadonlyMap<string, string>,
  approved: readonly SessionRewardRow[],
): { rewards: PlacementReward[]; above_approval: number } {
  const orderLineOf = new Map(
    [...matched].map(([order_line, line_item]) => [line_item, order_line]),
  )
  const onOrder = new Map(order.lines.map((line) => [line.id, ourDiscountOf(line)]))
  const room = new Map(onOrder)
  const rewards = inOrderOfApplication(approved)
    .map((reward): PlacementReward => {
      const allocations = reward.allocations.flatMap(({ line_item_id, amount }) => {
        const order_line_id = orderLineOf.get(line_item_id)
        const left = order_line_id ? (room.get(order_line_id) ?? 0) : 0
        const counted = Math.min(amount, left)
        if (!order_line_id || counted <= 0) {
          return []
        }
        room.set(order_line_id, left - counted)
        return [{ order_line_id, amount: counted }]
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
  return { rewards, above_approval: [...room.values()].reduce((sum, left) => sum + left, 0) }
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

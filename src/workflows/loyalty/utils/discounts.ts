import type { ICartModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import {
  capDiscounts,
  checkDiscounts,
  type DiscountCheck,
} from "../../../modules/loyalty/domain/guard"
import { adjustmentId, adjustmentMarker, PROVIDER_ID } from "../../../modules/loyalty/domain/keys"
import {
  digitsOf,
  floorToMinor,
  multiplyDecimal,
  toDecimalString,
} from "../../../modules/loyalty/domain/money"
import type { SessionRewardRow, SessionRow } from "../../../modules/loyalty/types/rows"
import { foreignDiscount, lineCeiling, ourDiscount, totalRoomOf } from "./build-basket"
import { canonical } from "./canonical"
import { loyaltyService } from "./loyalty"
import { fingerprintOf, isOurs, readCart, type CartSnapshot } from "./read-cart"

/** One of our adjustments as it stands, or should stand, on a cart. */
export interface OurAdjustment {
  id: string
  line_item_id: string
  /** Plain decimal in major units. */
  amount: string
  description: string
  is_tax_inclusive: boolean
}

/** Our adjustments that are on the cart now. */
export function presentAdjustments(cart: CartSnapshot): OurAdjustment[] {
  return cart.lines.flatMap((line) =>
    line.adjustments.filter(isOurs).map((adjustment) => ({
      id: adjustment.id,
      line_item_id: line.id,
      amount: adjustment.amount,
      description: adjustment.description ?? "",
      is_tax_inclusive: adjustment.is_tax_inclusive,
    })),
  )
}

/** The adjustments that the approved rewards of a session ask for on this cart. */
export function wantedAdjustments(
  cart: CartSnapshot,
  session_id: string,
  rewards: readonly Pick<SessionRewardRow, "provider_reward_id" | "description" | "allocations">[],
): OurAdjustment[] {
  const digits = digitsOf(cart.currency_code)
  const lines = new Map(cart.lines.map((line) => [line.id, line]))
  return rewards.flatMap((reward) =>
    reward.allocations.flatMap(({ line_item_id, amount }) => {
      const line = lines.get(line_item_id)
      if (!line || amount <= 0) {
        return []
      }
      const key = { session_id, provider_reward_id: reward.provider_reward_id, line_item_id }
      return [
        {
          id: adjustmentId(key),
          line_item_id,
          amount: toDecimalString(amount, digits),
          description: adjustmentMarker({ ...key, label: reward.description }),
          is_tax_inclusive: line.is_tax_inclusive,
        },
      ]
    }),
  )
}

/** Ours as far as the lines hold them, whose quantities may be about to change. */
export function fittingAdjustments(
  cart: CartSnapshot,
  ours: readonly OurAdjustment[],
  quantities: Readonly<Record<string, number>> = {},
): OurAdjustment[] {
  const digits = digitsOf(cart.currency_code)
  const lines = cart.lines.map((line) => ({
    line_item_id: line.id,
    amount: lineCeiling({ ...line, quantity: quantities[line.id] ?? line.quantity }, digits),
    foreign_discount: foreignDiscount(line, digits),
  }))
  const amounts = new Map(
    capDiscounts({
      lines,
      ours: ours.map((one) => ({ ...one, amount: floorToMinor(one.amount, digits) })),
      room: totalRoomOf(cart, digits),
    }).map(({ id, amount }) => [id, amount]),
  )
  return ours.flatMap((one) => {
    const amount = amounts.get(one.id) ?? 0
    return amount > 0 ? [{ ...one, amount: toDecimalString(amount, digits) }] : []
  })
}

export interface AdjustmentDiff {
  remove: string[]
  put: OurAdjustment[]
}

/** What must change so that `present` becomes `wanted`. */
export function diffAdjustments(
  present: readonly OurAdjustment[],
  wanted: readonly OurAdjustment[],
): AdjustmentDiff {
  const standing = new Map(present.map((adjustment) => [adjustment.id, adjustment]))
  const ids = new Set(wanted.map((adjustment) => adjustment.id))
  return {
    remove: present.filter(({ id }) => !ids.has(id)).map(({ id }) => id),
    put: wanted.filter((adjustment) => {
      const now = standing.get(adjustment.id)
      return !now || canonical(now) !== canonical(adjustment)
    }),
  }
}

/**
 * What must change so that neither a line nor the total of a cart goes below zero, for the cart as it
 * is or, with other quantities, is about to be; null when nothing must.
 */
export function excessOf(
  cart: CartSnapshot,
  quantities: Readonly<Record<string, number>> = {},
): { previous: OurAdjustment[]; diff: AdjustmentDiff } | null {
  const previous = presentAdjustments(cart)
  const diff = diffAdjustments(previous, fittingAdjustments(cart, previous, quantities))
  return diff.remove.length === 0 && diff.put.length === 0 ? null : { previous, diff }
}

/** A line's quantity that is about to change; 0 for a line that goes. */
export interface LineChange {
  line_item_id: string
  quantity: number
}

/**
 * Whether what was approved on a line certainly fits it after a change, by the basket that the engine
 * was asked about: there is as much of it as was approved for, or what is left of an unchanged basket
 * pays for the discount.
 */
export function fitsEvidently(
  { session, rewards }: { session: SessionRow; rewards: readonly SessionRewardRow[] },
  { line_item_id, quantity }: LineChange,
): boolean {
  const line = session.evaluation?.basket?.find((one) => one.line_item_id === line_item_id)
  if (!line || quantity >= line.quantity) {
    return line !== undefined
  }
  const amount = multiplyDecimal(
    line.unit_price,
    quantity,
    digitsOf(session.currency_code),
    "floor",
  )
  const approved = approvedPerLine(rewards).get(line_item_id) ?? 0
  return !session.stale && Math.max(0, amount - line.foreign_discount) >= approved
}

/** Whether the cart carries exactly these adjustments of ours. */
export function standsAsWanted(
  cart: CartSnapshot,
  session_id: string,
  rewards: readonly SessionRewardRow[],
): boolean {
  const diff = diffAdjustments(
    presentAdjustments(cart),
    wantedAdjustments(cart, session_id, rewards),
  )
  return diff.remove.length === 0 && diff.put.length === 0
}

/**
 * Writes a difference: removals first, so that a crash half-way leaves too little discount and
 * never too much. Removals are real deletes, because Medusa restores soft-deleted adjustments
 * together with their line.
 */
export async function writeDifference(
  container: MedusaContainer,
  diff: AdjustmentDiff,
): Promise<void> {
  const carts: ICartModuleService = container.resolve(Modules.CART)
  if (diff.remove.length > 0) {
    await carts.deleteLineItemAdjustments(diff.remove)
  }
  if (diff.put.length > 0) {
    await carts.upsertLineItemAdjustments(
      diff.put.map((adjustment) => ({
        id: adjustment.id,
        item_id: adjustment.line_item_id,
        amount: adjustment.amount,
        description: adjustment.description,
        provider_id: PROVIDER_ID,
        is_tax_inclusive: adjustment.is_tax_inclusive,
      })),
    )
  }
}

/** Minor units that a session's rewards approve per cart line. */
export function approvedPerLine(rewards: readonly SessionRewardRow[]): Map<string, number> {
  const approved = new Map<string, number>()
  for (const { allocations } of rewards) {
    for (const { line_item_id, amount } of allocations) {
      approved.set(line_item_id, (approved.get(line_item_id) ?? 0) + amount)
    }
  }
  return approved
}

/** Whether a cart carries no more than is approved; one that became an order is left as it is. */
export function isApproved(
  cart: CartSnapshot,
  approval: Parameters<typeof inspectDiscounts>[1],
): boolean {
  return cart.completed_at !== null || inspectDiscounts(cart, approval).ok
}

/** The same for a cart as it stands now; a cart that is gone has none. */
export async function isApprovedNow(container: MedusaContainer, cart_id: string): Promise<boolean> {
  const cart = await readCart(container, cart_id)
  return !cart || isApproved(cart, await loyaltyService(container).liveApprovalOfCart(cart_id))
}

/** The invariant around the money, for a cart as it stands and the approval of its session. */
export function inspectDiscounts(
  cart: CartSnapshot,
  approval: { session: SessionRow; rewards: readonly SessionRewardRow[] } | null,
): DiscountCheck {
  const digits = digitsOf(cart.currency_code)
  return checkDiscounts({
    lines: cart.lines.map((line) => ({
      line_item_id: line.id,
      amount: lineCeiling(line, digits),
      foreign_discount: foreignDiscount(line, digits),
      our_discount: ourDiscount(line, digits),
    })),
    room: totalRoomOf(cart, digits),
    approved: approval ? approvedPerLine(approval.rewards) : null,
    fingerprint_matches: approval?.session.basket_fingerprint === fingerprintOf(cart),
  })
}

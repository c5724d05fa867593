import type { MinorUnits } from "../../../types/provider"
import { invariant } from "./errors"
import { affordable, excessOverRoom, spend, type TotalRoom } from "./total-room"

export interface GuardedLine {
  line_item_id: string
  /** Quantity × unit price, before any discount. */
  amount: MinorUnits
  /** Adjustments that are not ours. */
  foreign_discount: MinorUnits
  our_discount: MinorUnits
}

export type DiscountViolationKind = "exceeds_line" | "exceeds_total" | "exceeds_approved" | "stale"

export interface DiscountViolation {
  line_item_id: string
  kind: DiscountViolationKind
  /** How much of our discount is too much. */
  by: MinorUnits
}

export type DiscountCheck = { ok: true } | { ok: false; violations: DiscountViolation[] }

/**
 * The invariant around the money, which needs no engine: per line, all adjustments together never
 * exceed the line, ours never exceed what was approved for exactly this basket, and they take no
 * more off the total than credit lines leave to pay. A line we do not discount is never a violation
 * of ours, whatever others did to it.
 *
 * @param input.room what credit lines leave; null where there are none
 * @param input.approved minor units by line item id; null when nothing was ever approved
 * @throws LoyaltyError `invariant_violated` for amounts that are no integers: NaN would pass.
 */
export function checkDiscounts(input: {
  lines: readonly GuardedLine[]
  room: TotalRoom | null
  approved: ReadonlyMap<string, MinorUnits> | null
  fingerprint_matches: boolean
}): DiscountCheck {
  const beyondTotal = new Map(
    excessOverRoom(input.room, discountsOf(input.lines)).map(({ line_item_id, by }) => [
      line_item_id,
      by,
    ]),
  )
  const violations = input.lines.flatMap((line) => {
    if (line.our_discount <= 0) {
      return []
    }
    const found: DiscountViolation[] = []
    const report = (kind: DiscountViolationKind, by: MinorUnits): void => {
      if (by > 0) {
        found.push({ line_item_id: line.line_item_id, kind, by: Math.min(by, line.our_discount) })
      }
    }
    const approved = input.approved?.get(line.line_item_id) ?? 0
    report("exceeds_line", line.our_discount - roomOf(line))
    report("exceeds_total", beyondTotal.get(line.line_item_id) ?? 0)
    report("exceeds_approved", line.our_discount - approved)
    report("stale", input.fingerprint_matches ? 0 : line.our_discount)
    return found
  })
  return violations.length === 0 ? { ok: true } : { ok: false, violations }
}

/** Our discounts, line by line. */
function discountsOf(
  lines: readonly GuardedLine[],
): { line_item_id: string; amount: MinorUnits }[] {
  return lines.map((line) => {
    assertAmounts([line.amount, line.foreign_discount, line.our_discount])
    return { line_item_id: line.line_item_id, amount: Math.max(0, line.our_discount) }
  })
}

/**
 * New amounts for our adjustments so that neither a line nor the total goes below zero: ours yield
 * to everybody else's, the last of ours first. Zero means remove; an adjustment without its line is
 * removed.
 */
export function capDiscounts(input: {
  lines: readonly Omit<GuardedLine, "our_discount">[]
  ours: readonly { id: string; line_item_id: string; amount: MinorUnits }[]
  room: TotalRoom | null
}): { id: string; amount: MinorUnits }[] {
  const lines = new Map(
    input.lines.map((line) => {
      assertAmounts([line.amount, line.foreign_discount])
      return [line.line_item_id, roomOf(line)]
    }),
  )
  let room = input.room
  return input.ours.map(({ id, line_item_id, amount }) => {
    assertAmounts([amount])
    const left = lines.get(line_item_id) ?? 0
    const kept = Math.max(0, Math.min(amount, left, affordable(room, [line_item_id])))
    lines.set(line_item_id, left - kept)
    room = spend(room, kept, [line_item_id])
    return { id, amount: kept }
  })
}

function roomOf(line: { amount: MinorUnits; foreign_discount: MinorUnits }): MinorUnits {
  return Math.max(0, line.amount - Math.max(0, line.foreign_discount))
}

function assertAmounts(amounts: readonly MinorUnits[]): void {
  invariant(amounts.every(Number.isSafeInteger), "a discount check needs integer minor units")
}

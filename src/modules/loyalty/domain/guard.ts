import type { MinorUnits } from "../../../types/provider"
import { invariant } from "./errors"

export interface GuardedLine {
  line_item_id: string
  /** Quantity × unit price, before any discount. */
  amount: MinorUnits
  /** Adjustments that are not ours. */
  foreign_discount: MinorUnits
  our_discount: MinorUnits
}

export type DiscountViolationKind = "exceeds_line" | "exceeds_approved" | "stale"

export interface DiscountViolation {
  line_item_id: string
  kind: DiscountViolationKind
  /** How much of our discount is too much. */
  by: MinorUnits
}

export type DiscountCheck = { ok: true } | { ok: false; violations: DiscountViolation[] }

/**
 * The invariant around the money, which needs no engine: per line, all adjustments together never
 * exceed the line, and ours never exceed what was approved for exactly this basket. A line we do
 * not discount is never a violation of ours, whatever others did to it.
 *
 * @param input.approved minor units by line item id; null when nothing was ever approved
 * @throws LoyaltyError `invariant_violated` for amounts that are no integers: NaN would pass.
 */
export function checkDiscounts(input: {
  lines: readonly GuardedLine[]
  approved: ReadonlyMap<string, MinorUnits> | null
  fingerprint_matches: boolean
}): DiscountCheck {
  const violations = input.lines.flatMap((line) => {
    assertAmounts([line.amount, line.foreign_discount, line.our_discount])
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
    report("exceeds_approved", line.our_discount - approved)
    report("stale", input.fingerprint_matches ? 0 : line.our_discount)
    return found
  })
  return violations.length === 0 ? { ok: true } : { ok: false, violations }
}

/**
 * New amounts for our adjustments so that no line goes below zero: ours yield to everybody else's,
 * the last of ours first. Zero means remove; an adjustment without its line is removed.
 */
export function capDiscounts(
  lines: readonly Omit<GuardedLine, "our_discount">[],
  ours: readonly { id: string; line_item_id: string; amount: MinorUnits }[],
): { id: string; amount: MinorUnits }[] {
  const room = new Map(
    lines.map((line) => {
      assertAmounts([line.amount, line.foreign_discount])
      return [line.line_item_id, roomOf(line)]
    }),
  )
  return ours.map(({ id, line_item_id, amount }) => {
    assertAmounts([amount])
    const left = room.get(line_item_id) ?? 0
    const kept = Math.max(0, Math.min(amount, left))
    room.set(line_item_id, left - kept)
    return { id, amount: kept }
  })
}

function roomOf(line: { amount: MinorUnits; foreign_discount: MinorUnits }): MinorUnits {
  return Math.max(0, line.amount - Math.max(0, line.foreign_discount))
}

function assertAmounts(amounts: readonly MinorUnits[]): void {
  invariant(amounts.every(Number.isSafeInteger), "a discount check needs integer minor units")
}

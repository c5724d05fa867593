import { createHash } from "node:crypto"
import type { RewardSelection } from "../../../types/provider"
import { canonicalDecimal } from "./decimal"

export interface ForeignAdjustmentIdentity {
  /** Not part of any fingerprint: Medusa re-creates adjustments at every cart refresh. */
  id: string
  code: string | null
  /** Major units, as stored. */
  amount: string
  promotion_id: string | null
  provider_id?: string | null
  is_tax_inclusive: boolean
}

export interface FingerprintLine {
  line_item_id: string
  variant_id: string | null
  quantity: number
  /** Major units, as stored. */
  unit_price: string
  is_tax_inclusive: boolean
  /** Counts only where an adjustment was computed in other terms than its line. */
  tax_percent: string
  foreign_adjustments: readonly ForeignAdjustmentIdentity[]
}

export interface BasketIdentity {
  currency_code: string
  sales_channel_id: string | null
  customer_id: string | null
  /** What credit lines leave to pay, without our discounts; null without credit lines. */
  payable_without_ours: string | null
  lines: readonly FingerprintLine[]
}

/**
 * Everything about a basket that an approved discount depends on, as one text: the same for any
 * order of lines and adjustments, different for any other difference. Nested JSON arrays, because
 * joined strings can be made to collide by a title or a code that contains the separator. What only
 * some baskets have is added at the end, so that all others keep the fingerprint they had before.
 */
export function canonicalBasket(input: BasketIdentity): string {
  const lines = input.lines.map((line) => [
    line.line_item_id,
    line.variant_id,
    canonicalDecimal(line.quantity),
    canonicalDecimal(line.unit_price),
    line.is_tax_inclusive,
    sortedTexts(line.foreign_adjustments.map(canonicalAdjustment)),
    ...(hasOtherTerms(line) ? [canonicalDecimal(line.tax_percent)] : []),
  ])
  return JSON.stringify([
    "basket.1",
    input.currency_code.toLowerCase(),
    input.sales_channel_id,
    input.customer_id,
    sortedTexts(lines.map((line) => JSON.stringify(line))),
    ...(input.payable_without_ours === null ? [] : [canonicalDecimal(input.payable_without_ours)]),
  ])
}

/** Whether a discount on the line can only be compared with its price by way of the tax. */
function hasOtherTerms(line: FingerprintLine): boolean {
  return line.foreign_adjustments.some(
    (adjustment) => adjustment.is_tax_inclusive !== line.is_tax_inclusive,
  )
}

/**
 * Hex SHA-256 of a canonical basket without the shopper's choices: what a discount was approved for.
 */
export function basketFingerprint(canonical: string): string {
  return sha256(canonical)
}

/**
 * Hex SHA-256 of a canonical basket and choices: what an evaluation was asked with, and the engine
 * echoes.
 */
export function evaluationFingerprint(canonical: string, selection: RewardSelection): string {
  const { accepted_reward_ids, declined_reward_ids, redeem_points } = selection
  return sha256(
    JSON.stringify([
      "evaluation.1",
      canonical,
      sortedTexts([...new Set(accepted_reward_ids)]),
      sortedTexts([...new Set(declined_reward_ids)]),
      redeem_points,
    ]),
  )
}

function canonicalAdjustment(adjustment: ForeignAdjustmentIdentity): string {
  return JSON.stringify([
    adjustment.code,
    adjustment.promotion_id,
    adjustment.provider_id ?? null,
    canonicalDecimal(adjustment.amount),
    ...(adjustment.is_tax_inclusive ? ["tax_inclusive"] : []),
  ])
}

/** By code unit, never by locale: the same on every machine. */
function sortedTexts(texts: readonly string[]): string[] {
  return [...texts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}

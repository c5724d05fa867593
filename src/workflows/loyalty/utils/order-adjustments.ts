import type { OrderAdjustment } from "../../../modules/loyalty/domain/order-change"
import { inLineTerms } from "../../../modules/loyalty/domain/total-room"
import { withoutNoise } from "./payable"
import { decimal } from "./read-cart"

type Numeric = string | number | { value: string }

/** An order's line as Medusa answers it, as far as its discounts are concerned. */
interface RawLine {
  is_tax_inclusive?: boolean
  tax_lines?: { rate: Numeric }[]
  adjustments?: { amount: Numeric; description?: string | null; is_tax_inclusive?: boolean }[]
}

/**
 * What adjustments take off an order's line, in minor units and in the line's own terms: Medusa's
 * promotions count without tax, also where the price contains it. Rounded as the cart's were, so
 * that what nobody changed is what was placed.
 */
export function orderAdjustments(line: RawLine, digits: number): OrderAdjustment[] {
  const percent = (line.tax_lines ?? []).reduce((sum, { rate }) => sum + Number(decimal(rate)), 0)
  return (line.adjustments ?? []).map((adjustment) => ({
    amount: inLineTerms(withoutNoise(adjustment.amount), {
      digits,
      percent: decimal(percent),
      from_inclusive: adjustment.is_tax_inclusive ?? false,
      to_inclusive: line.is_tax_inclusive ?? false,
    }),
    description: adjustment.description ?? null,
  }))
}

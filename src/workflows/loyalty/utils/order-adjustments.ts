import { toMinor } from "../../../modules/loyalty/domain/money"
import type { OrderAdjustment } from "../../../modules/loyalty/domain/order-change"
import { inLineTerms } from "../../../modules/loyalty/domain/total-room"
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
 * promotions count without tax, also where the price contains it.
 */
export function orderAdjustments(line: RawLine, digits: number): OrderAdjustment[] {
  const to_inclusive = line.is_tax_inclusive ?? false
  const percent = (line.tax_lines ?? []).reduce((sum, { rate }) => sum + Number(decimal(rate)), 0)
  return (line.adjustments ?? []).map((adjustment) => {
    const from_inclusive = adjustment.is_tax_inclusive ?? false
    const amount = decimal(adjustment.amount)
    return {
      amount:
        from_inclusive === to_inclusive
          ? toMinor(amount, digits)
          : inLineTerms(amount, {
              digits,
              percent: decimal(percent),
              from_inclusive,
              to_inclusive,
            }),
      description: adjustment.description ?? null,
    }
  })
}

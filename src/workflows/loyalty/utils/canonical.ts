import { canonicalDecimal } from "../../../modules/loyalty/domain/decimal"
import type { OurAdjustment } from "./discounts"

/** One text for one adjustment, so that `0.9800` and `0.98` are no difference. */
export function canonical(adjustment: OurAdjustment): string {
  return JSON.stringify([
    adjustment.id,
    adjustment.line_item_id,
    canonicalDecimal(adjustment.amount),
    adjustment.description,
    adjustment.is_tax_inclusive,
  ])
}

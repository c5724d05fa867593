import type { OrderedLine } from "../../../modules/loyalty/domain/as-ordered"
import type { ChangeableLine } from "../../../modules/loyalty/domain/order-change"
import type { OrderLine } from "./read-order"

/** A line of an order as the rules about changed orders see it. */
export function changeableLine(line: OrderLine): ChangeableLine {
  return {
    order_line_id: line.id,
    quantity: line.quantity,
    unit_price_decimal: line.unit_price,
    adjustments: line.adjustments,
  }
}

/** The same with its tax. */
export function orderedLine(line: OrderLine): OrderedLine {
  return { ...changeableLine(line), tax: line.tax }
}

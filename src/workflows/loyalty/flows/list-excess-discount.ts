import type { MedusaContainer } from "@medusajs/framework/types"

import { digitsOf } from "../../../modules/loyalty/domain/money"
import { excessOf } from "../../../modules/loyalty/domain/order-change"
import { changeableLine } from "../utils/changeable-line"
import { loyaltyService } from "../utils/loyalty"
import { readOrder } from "../utils/read-order"

/**
 * Lists an order that an edit took below zero through our discounts. Only a change that went past
 * the guards can do that, because they re-prorate first; Medusa gives no way to mend it afterwards.
 */
export async function listExcessDiscount(
  container: MedusaContainer,
  order_id: string,
): Promise<void> {
  const service = loyaltyService(container)
  const session = await service.sessionOfOrder(order_id)
  const order = session && (await readOrder(container, order_id))
  if (!session || !order) {
    return
  }
  const digits = digitsOf(order.currency_code)
  const amount = order.lines.reduce((sum, line) => sum + excessOf(changeableLine(line), digits), 0)
  if (amount > 0) {
    await service.noteAdjustmentDue({
      key: `discount_above_line:${order.id}:${amount}`,
      session_id: session.id,
      order_id: order.id,
      member_id: session.member_id,
      kind: "discount_above_line",
      points: 0,
      amount,
      currency_code: order.currency_code,
      details: { order_version: order.version },
    })
  }
}

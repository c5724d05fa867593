import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminOrder, DetailWidgetProps } from "@medusajs/framework/types"

import { OrderLoyalty } from "../components/order-loyalty"

/** What loyalty knows of an order, beside what Medusa knows. */
const OrderLoyaltyWidget = ({ data }: DetailWidgetProps<AdminOrder>) => (
  <OrderLoyalty order_id={data.id} />
)

export const config = defineWidgetConfig({ zone: "order.details.side.after" })

export default OrderLoyaltyWidget

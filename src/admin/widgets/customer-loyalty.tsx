import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminCustomer, DetailWidgetProps } from "@medusajs/framework/types"

import { CustomerLoyalty } from "../components/customer-loyalty"

/** A customer's membership under what Medusa knows of them. */
const CustomerLoyaltyWidget = ({ data }: DetailWidgetProps<AdminCustomer>) => (
  <CustomerLoyalty customer_id={data.id} />
)

export const config = defineWidgetConfig({ zone: "customer.details.side.after" })

export default CustomerLoyaltyWidget

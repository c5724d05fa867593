import { defineWidgetConfig } from "@medusajs/admin-sdk"
import type { AdminStore, DetailWidgetProps } from "@medusajs/framework/types"

import { StoreLoyalty } from "../components/store-loyalty/store-loyalty"

/**
 * Loyalty under Medusa's own settings of the store. Medusa shows the first store of a shop only,
 * so one chooses the store inside.
 */
const StoreLoyaltyWidget = ({ data }: DetailWidgetProps<AdminStore>) => (
  <StoreLoyalty default_store_id={data.id} />
)

export const config = defineWidgetConfig({ zone: "store.details.after" })

export default StoreLoyaltyWidget

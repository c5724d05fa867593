import { defineLink } from "@medusajs/framework/utils"
import OrderModule from "@medusajs/medusa/order"

import LoyaltyModule from "../modules/loyalty"

/** Order → its archived session, read-only over the plain `order_id`, for Admin queries. */
export default defineLink(
  { linkable: OrderModule.linkable.order, field: "id" },
  { ...LoyaltyModule.linkable.loyaltySessionArchive.id, primaryKey: "order_id" },
  { readOnly: true },
)

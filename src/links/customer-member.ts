import { defineLink } from "@medusajs/framework/utils"
import CustomerModule from "@medusajs/medusa/customer"

import LoyaltyModule from "../modules/loyalty"

/** Customer → the linked member, read-only over its plain `customer_id`, for Admin queries. */
export default defineLink(
  { linkable: CustomerModule.linkable.customer, field: "id" },
  { ...LoyaltyModule.linkable.loyaltyMember.id, primaryKey: "customer_id" },
  { readOnly: true },
)

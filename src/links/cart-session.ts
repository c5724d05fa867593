import { defineLink } from "@medusajs/framework/utils"
import CartModule from "@medusajs/medusa/cart"

import LoyaltyModule from "../modules/loyalty"

/** Cart → its loyalty sessions, read-only over their plain `cart_id`, for Admin queries. */
export default defineLink(
  { linkable: CartModule.linkable.cart, field: "id" },
  { ...LoyaltyModule.linkable.loyaltySession.id, primaryKey: "cart_id" },
  { readOnly: true },
)

import { defineLink } from "@medusajs/framework/utils"
import StoreModule from "@medusajs/medusa/store"

import LoyaltyModule from "../modules/loyalty"

/** Store → its loyalty, read-only over the plain `store_id`; sealed credentials have no link. */
export default defineLink(
  { linkable: StoreModule.linkable.store, field: "id" },
  { ...LoyaltyModule.linkable.loyaltyStoreConfig.id, primaryKey: "store_id" },
  { readOnly: true },
)

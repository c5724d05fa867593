import type { z } from "@medusajs/framework/zod"

import { id, listed, page } from "../validators"

export const AdminGetLoyaltyUndecidedOrdersParams = page("-found_at", ["found_at"]).extend({
  store_id: listed(id).optional(),
  order_id: id.optional(),
})
export type AdminGetLoyaltyUndecidedOrdersParamsType = z.infer<
  typeof AdminGetLoyaltyUndecidedOrdersParams
>

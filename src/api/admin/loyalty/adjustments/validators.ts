import { z } from "@medusajs/framework/zod"

import { ADJUSTMENT_KINDS, ADJUSTMENT_STATES } from "../../../../modules/loyalty/domain/adjustment"
import { id, listed, page } from "../validators"

export const AdminGetLoyaltyAdjustmentsParams = page("-created_at", [
  "created_at",
  "settled_at",
  "points",
  "amount",
]).extend({
  store_id: listed(id).optional(),
  // What is due, unless somebody asks for what was.
  state: listed(z.enum(ADJUSTMENT_STATES)).default("open"),
  kind: listed(z.enum(ADJUSTMENT_KINDS)).optional(),
  order_id: id.optional(),
  q: id.optional(),
})
export type AdminGetLoyaltyAdjustmentsParamsType = z.infer<typeof AdminGetLoyaltyAdjustmentsParams>

import { z } from "@medusajs/framework/zod"

import { RECONCILED_FIELDS } from "../../../../modules/loyalty/domain/reconciliation"
import { id, listed, page } from "../validators"

export const AdminGetLoyaltyDifferencesParams = page("-found_at", ["found_at"]).extend({
  order_id: id.optional(),
  field: listed(z.enum(RECONCILED_FIELDS)).optional(),
})
export type AdminGetLoyaltyDifferencesParamsType = z.infer<typeof AdminGetLoyaltyDifferencesParams>

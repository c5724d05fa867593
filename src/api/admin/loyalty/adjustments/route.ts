import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyAdjustmentListResponse } from "../../../../types/http/books"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../utils/answering"
import { ordersNumbered } from "../order-numbers"
import { pageOf } from "../page"
import { listAdjustments } from "./queries"
import type { AdminGetLoyaltyAdjustmentsParamsType } from "./validators"

/** Lists what a person must settle because no call to the engine can; with `state`, what was. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyAdjustmentListResponse>(
  async (req, res) => {
    const query = req.validatedQuery as AdminGetLoyaltyAdjustmentsParamsType
    const page = pageOf(query)
    const { store_id, state, kind, order_id, q } = query
    const numbered = await ordersNumbered(req.scope, q)
    const filters = { store_id, state, kind, order_id, q, numbered }
    const [adjustments, count] = await listAdjustments(loyaltyService(req.scope), filters, page)
    res.json({ adjustments, count, offset: page.offset, limit: page.limit })
  },
)

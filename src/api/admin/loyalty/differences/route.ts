import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyDifferenceListResponse } from "../../../../types/http/books"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../utils/answering"
import { pageOf } from "../page"
import type { AdminGetLoyaltyDifferencesParamsType } from "./validators"

/** Lists where our books and the engine's own records differ, as of the last comparison. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyDifferenceListResponse>(
  async (req, res) => {
    const query = req.validatedQuery as AdminGetLoyaltyDifferencesParamsType
    const { offset, limit, order } = pageOf(query)
    const { order_id, field } = query
    const [found, count] = await loyaltyService(
      req.scope,
    ).listAndCountLoyaltyReconciliationDifferences(
      { resolved_at: null, ...(order_id && { order_id }), ...(field && { field }) },
      { skip: offset, take: limit, order },
    )
    res.json({
      differences: found.map((row) => ({
        id: row.id,
        order_id: row.order_id,
        session_id: row.session_id,
        field: row.field,
        ours: row.ours,
        theirs: row.theirs,
        found_at: row.found_at,
        updated_at: row.updated_at,
      })),
      count,
      offset,
      limit,
    })
  },
)

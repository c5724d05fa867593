import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyUndecidedOrderListResponse } from "../../../../types/http/books"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../utils/answering"
import { pageOf } from "../page"
import type { AdminGetLoyaltyUndecidedOrdersParamsType } from "./validators"

/** Lists orders that carried a session and came to no decision, as of the last sweep. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyUndecidedOrderListResponse>(
  async (req, res) => {
    const query = req.validatedQuery as AdminGetLoyaltyUndecidedOrdersParamsType
    const { offset, limit, order } = pageOf(query)
    const { store_id, order_id } = query
    const service = loyaltyService(req.scope)
    const [found, count] = await service.listAndCountLoyaltyUndecidedOrders(
      { resolved_at: null, ...(store_id && { store_id }), ...(order_id && { order_id }) },
      { skip: offset, take: limit, order },
    )
    res.json({
      undecided_orders: found.map((row) => ({
        id: row.id,
        order_id: row.order_id,
        session_id: row.session_id,
        store_id: row.store_id,
        reason: row.reason,
        found_at: row.found_at,
        seen_at: row.seen_at,
      })),
      orders_without_decision: await service.ordersWithoutDecision(),
      count,
      offset,
      limit,
    })
  },
)

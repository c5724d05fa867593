import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { AdminLoyaltySessionListResponse } from "../../../../types/http/admin"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../utils/answering"
import { ordersNumbered } from "../order-numbers"
import { pageOf } from "../page"
import { listSessions } from "../session-queries"
import type { AdminGetLoyaltySessionsParamsType } from "../validators"

/** Lists sessions, newest first; `q` finds by last four digits, order number, order id or cart id. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltySessionListResponse>(
  async (req, res) => {
    const query = req.validatedQuery as AdminGetLoyaltySessionsParamsType
    const page = pageOf(query)
    const { store_id, status, order_id, q } = query
    const [loyalty_sessions, count] = await listSessions(
      loyaltyService(req.scope),
      { store_id, status, order_id, q, numbered: await ordersNumbered(req.scope, q) },
      page,
    )
    res.json({ loyalty_sessions, count, offset: page.offset, limit: page.limit })
  },
)

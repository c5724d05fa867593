import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { StoreLoyaltySummaryResponse } from "../../../../../../types/http/store"
import { orderSummary } from "../../../../../../workflows/loyalty/flows/order-summary"
import { answering } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"

/** What an order earned, for its customer or for whoever holds its session's token. */
export const GET = answering<AuthenticatedMedusaRequest, StoreLoyaltySummaryResponse>(
  async (req, res) => {
    const token = req.headers["x-loyalty-token"]
    const loyalty_summary = await orderSummary(req.scope, {
      order_id: idFrom(req.params["id"]),
      customer_id: req.auth_context?.actor_id ?? null,
      token: typeof token === "string" ? token : null,
    })
    res.json({ loyalty_summary })
  },
)

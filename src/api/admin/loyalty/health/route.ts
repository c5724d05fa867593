import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { LoyaltyHealthResponse } from "../../../../types/http/health"
import { answering } from "../../../utils/answering"
import { deepReport } from "../../../loyalty/health-report"

/**
 * What `GET /loyalty/health/live` says, for Admin's pages: a proxy may keep that one inside. The
 * status is always 200, since a page shows what is down.
 */
export const GET = answering<AuthenticatedMedusaRequest, LoyaltyHealthResponse>(
  async (req, res) => {
    res.json(await deepReport(req.scope))
  },
)

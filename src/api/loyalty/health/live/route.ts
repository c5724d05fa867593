import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import type { LoyaltyHealthResponse } from "../../../../types/http/health"
import { deepReport } from "../../health-report"

/** Everything loyalty rests on. An engine that is away degrades it; only the database stops it. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse<LoyaltyHealthResponse>,
): Promise<void> => {
  const report = await deepReport(req.scope)
  res.status(report.status === "down" ? 503 : 200).json(report)
}

import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import type { LoyaltyHealthResponse } from "../../../../types/http/health"
import { readyReport } from "../../health-report"

/** Whether this process can serve shoppers: 503 only without a database. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse<LoyaltyHealthResponse>,
): Promise<void> => {
  const report = await readyReport(req.scope)
  res.status(report.status === "down" ? 503 : 200).json(report)
}

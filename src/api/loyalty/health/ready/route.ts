import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import type { LoyaltyHealthResponse } from "../../../../types/http/health"
import { databaseCheck, healthReply } from "../../health-report"

/** Whether this process can serve shoppers: 503 only without a database. */
export const GET = async (
  req: MedusaRequest,
  res: MedusaResponse<LoyaltyHealthResponse>,
): Promise<void> => {
  const database = await databaseCheck(req.scope)
  const status = database.status
  res.status(status === "down" ? 503 : 200).json(healthReply(status, { database }))
}

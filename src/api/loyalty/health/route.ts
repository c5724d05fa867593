import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import type { LoyaltyHealthResponse } from "../../../types/http/health"
import { healthReply } from "../health-report"

/** Whether the process answers; looks at nothing else. */
export const GET = (_req: MedusaRequest, res: MedusaResponse<LoyaltyHealthResponse>): void => {
  res.json(healthReply("healthy", {}))
}

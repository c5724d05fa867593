import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import { examineApplication } from "../../../../doctor/gather-live"
import type { AdminLoyaltyDoctorResponse } from "../../../../types/http/health"
import { answering } from "../../../utils/answering"

/** What is wrong with this installation, and what to do about it; empty when nothing is. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyDoctorResponse>(
  async (req, res) => {
    res.json({ findings: await examineApplication(req.scope) })
  },
)

import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyOverviewResponse } from "../../../../types/http/admin"
import { answering } from "../../../utils/answering"
import { readOverview } from "../overview-queries"
import type { AdminGetLoyaltyOverviewParamsType } from "../validators"

/** The figures and series of the dashboard, for some stores or all, over any period. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyOverviewResponse>(
  async (req, res) => {
    const query = req.validatedQuery as AdminGetLoyaltyOverviewParamsType
    res.json({ overview: await readOverview(req.scope, query) })
  },
)

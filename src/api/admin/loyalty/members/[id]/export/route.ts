import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyMemberExportResponse } from "../../../../../../types/http/members"
import { exportMember } from "../../../../../../workflows/loyalty/flows/export-member"
import { answering } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"

/** Everything that loyalty keeps about a person, identifiers masked. */
export const POST = answering<AuthenticatedMedusaRequest, AdminLoyaltyMemberExportResponse>(
  async (req, res) => {
    res.json({ member_export: await exportMember(req.scope, idFrom(req.params["id"])) })
  },
)

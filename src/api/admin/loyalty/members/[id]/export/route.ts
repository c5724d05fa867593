import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyMemberExportResponse } from "../../../../../../types/http/members"
import { exportMember } from "../../../../../../workflows/loyalty/flows/export-member"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import type { AdminExportLoyaltyMemberType } from "../../../validators"

/** Everything that loyalty keeps about a person, identifiers masked. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminExportLoyaltyMemberType>,
  AdminLoyaltyMemberExportResponse
>(async (req, res) => {
  const member_export = await exportMember(req.scope, {
    member_id: idFrom(req.params["id"]),
    cause: {
      reason: req.validatedBody.reason ?? null,
      actor: req.auth_context.actor_id,
      correlation_id: correlationId(req),
    },
  })
  res.json({ member_export })
})

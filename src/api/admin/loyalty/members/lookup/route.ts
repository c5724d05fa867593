import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import { normalizeIdentifier } from "../../../../../modules/loyalty/domain/identifier"
import type { AdminLookUpLoyaltyMembersResponse } from "../../../../../types/http/admin"
import { loyaltyService } from "../../../../../workflows/loyalty/utils/loyalty"
import { answering, correlationId } from "../../../../utils/answering"
import { recordAuditWorkflow } from "../../../../../workflows/loyalty/workflows/record-audit"
import { lookUpMembers } from "../queries"
import type { AdminLookUpLoyaltyMembersType } from "../../validators"

/** Finds who identified with a phone number, e-mail address or card; the engine is not asked. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLookUpLoyaltyMembersType>,
  AdminLookUpLoyaltyMembersResponse
>(async (req, res) => {
  const service = loyaltyService(req.scope)
  const identifier = normalizeIdentifier(req.validatedBody, service.options().default_country)
  const loyalty_members = await lookUpMembers(service, identifier)
  await recordAuditWorkflow(req.scope).run({
    input: loyalty_members.map(({ id }) => ({
      action: "member.lookup",
      subject_id: id,
      actor: req.auth_context.actor_id,
      reason: null,
      // By what kind of identifier; the number itself stands nowhere.
      details: { by: identifier.kind },
      correlation_id: correlationId(req),
    })),
  })
  res.json({ loyalty_members })
})

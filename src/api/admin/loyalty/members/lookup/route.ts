import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import { normalizeIdentifier } from "../../../../../modules/loyalty/domain/identifier"
import type { AdminLookUpLoyaltyMembersResponse } from "../../../../../types/http/admin"
import { loyaltyService } from "../../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../../utils/answering"
import { lookUpMembers } from "../queries"
import type { AdminLookUpLoyaltyMembersType } from "../../validators"

/** Finds who identified with a phone number, e-mail address or card; the engine is not asked. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLookUpLoyaltyMembersType>,
  AdminLookUpLoyaltyMembersResponse
>(async (req, res) => {
  const service = loyaltyService(req.scope)
  const identifier = normalizeIdentifier(req.validatedBody, service.options().default_country)
  res.json({ loyalty_members: await lookUpMembers(service, identifier) })
})

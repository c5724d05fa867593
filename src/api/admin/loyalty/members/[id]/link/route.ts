import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyMemberResponse } from "../../../../../../types/http/admin"
import { linkMemberByHand } from "../../../../../../workflows/loyalty/flows/link-member-by-hand"
import { loyaltyService } from "../../../../../../workflows/loyalty/utils/loyalty"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import { readMember } from "../../queries"
import type { AdminLinkLoyaltyMemberType } from "../../../validators"

/** Ties a member to a customer, and fetches balance and history in the background. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLinkLoyaltyMemberType>,
  AdminLoyaltyMemberResponse
>(async (req, res) => {
  const member_id = idFrom(req.params["id"])
  const { customer_id, reason } = req.validatedBody
  await linkMemberByHand(req.scope, {
    member_id,
    customer_id,
    cause: { reason, actor: req.auth_context.actor_id, correlation_id: correlationId(req) },
  })
  res.json({ loyalty_member: await readMember(loyaltyService(req.scope), member_id) })
})

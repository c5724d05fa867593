import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyMemberResponse } from "../../../../../../types/http/admin"
import { unlinkMemberByHand } from "../../../../../../workflows/loyalty/flows/link-member-by-hand"
import { loyaltyService } from "../../../../../../workflows/loyalty/utils/loyalty"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import { readMember } from "../../queries"
import type { AdminLoyaltyActionType } from "../../../validators"

/** Unties a member from its customer; the engine's own account stays as it is. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLoyaltyActionType>,
  AdminLoyaltyMemberResponse
>(async (req, res) => {
  const member_id = idFrom(req.params["id"])
  await unlinkMemberByHand(req.scope, {
    member_id,
    cause: {
      reason: req.validatedBody.reason,
      actor: req.auth_context.actor_id,
      correlation_id: correlationId(req),
    },
  })
  res.json({ loyalty_member: await readMember(loyaltyService(req.scope), member_id) })
})

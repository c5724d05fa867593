import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyErasureResponse } from "../../../../../../types/http/members"
import { eraseMember } from "../../../../../../workflows/loyalty/flows/erase-member"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import type { AdminLoyaltyActionType } from "../../../validators"

/** Erases a person's loyalty data; bookings stay, under an id that names nobody. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLoyaltyActionType>,
  AdminLoyaltyErasureResponse
>(async (req, res) => {
  const member_id = idFrom(req.params["id"])
  const outcome = await eraseMember(req.scope, {
    member_id,
    cause: {
      reason: req.validatedBody.reason,
      actor: req.auth_context.actor_id,
      correlation_id: correlationId(req),
    },
  })
  res.json({ erasure: { member_id, status: outcome === "erased" ? "erased" : "pending" } })
})

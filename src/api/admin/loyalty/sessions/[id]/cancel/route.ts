import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { AdminLoyaltySessionResponse } from "../../../../../../types/http/admin"
import { loyaltyService } from "../../../../../../workflows/loyalty/utils/loyalty"
import { cancelSessionWorkflow } from "../../../../../../workflows/loyalty/workflows/cancel-session"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import { readSession } from "../../../session-queries"
import type { AdminLoyaltyActionType } from "../../../validators"

/** Ends a session that is not decided yet; an open cart loses its loyalty discounts. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLoyaltyActionType>,
  AdminLoyaltySessionResponse
>(async (req, res) => {
  const session_id = idFrom(req.params["id"])
  await cancelSessionWorkflow(req.scope).run({
    input: {
      session_id,
      cause: {
        reason: req.validatedBody.reason,
        actor: req.auth_context.actor_id,
        correlation_id: correlationId(req),
      },
    },
  })
  res.json({ loyalty_session: await readSession(loyaltyService(req.scope), session_id) })
})

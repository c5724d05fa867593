import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { AdminLoyaltySessionResponse } from "../../../../../../types/http/admin"
import { loyaltyService } from "../../../../../../workflows/loyalty/utils/loyalty"
import { retrySessionWorkflow } from "../../../../../../workflows/loyalty/workflows/retry-session"
import { answering } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import { readSession } from "../../../session-queries"
import type { AdminLoyaltyActionType } from "../../../validators"

/** Sends what waits for this session, or was given up on, at the next drain. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLoyaltyActionType>,
  AdminLoyaltySessionResponse
>(async (req, res) => {
  const session_id = idFrom(req.params["id"])
  await retrySessionWorkflow(req.scope).run({
    input: {
      session_id,
      reason: req.validatedBody.reason,
      actor: req.auth_context.actor_id,
    },
  })
  res.json({ loyalty_session: await readSession(loyaltyService(req.scope), session_id) })
})

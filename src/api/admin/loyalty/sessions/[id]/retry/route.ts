import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { AdminLoyaltySessionResponse } from "../../../../../../types/http/admin"
import { loyaltyService } from "../../../../../../workflows/loyalty/utils/loyalty"
import { replayOperationsWorkflow } from "../../../../../../workflows/loyalty/workflows/replay-operations"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import { readSession } from "../../../session-queries"
import type { AdminLoyaltyActionType } from "../../../validators"

/** Sends what waits for this session, or was given up on, at the next drain. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLoyaltyActionType>,
  AdminLoyaltySessionResponse
>(async (req, res) => {
  const session_id = idFrom(req.params["id"])
  await replayOperationsWorkflow(req.scope).run({
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

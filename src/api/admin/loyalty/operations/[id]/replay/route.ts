import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { AdminReplayLoyaltyOperationsResponse } from "../../../../../../types/http/admin"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import { replayOperations } from "../../../replay-operations"
import type { AdminLoyaltyActionType } from "../../../validators"

/** Sends one operation at the next drain. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLoyaltyActionType>,
  AdminReplayLoyaltyOperationsResponse
>(async (req, res) => {
  const operations = await replayOperations(req.scope, [idFrom(req.params["id"])], {
    reason: req.validatedBody.reason,
    actor: req.auth_context.actor_id,
    correlation_id: correlationId(req),
  })
  res.json({ operations })
})

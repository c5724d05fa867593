import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { AdminReplayLoyaltyOperationsResponse } from "../../../../../types/http/admin"
import { answering, correlationId } from "../../../../utils/answering"
import { replayOperations } from "../../replay-operations"
import type { AdminReplayLoyaltyOperationsType } from "../../validators"

/** Sends several operations at the next drain; those that have nothing to send are left out. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminReplayLoyaltyOperationsType>,
  AdminReplayLoyaltyOperationsResponse
>(async (req, res) => {
  const { ids, reason } = req.validatedBody
  const operations = await replayOperations(req.scope, ids, {
    reason,
    actor: req.auth_context.actor_id,
    correlation_id: correlationId(req),
  })
  res.json({ operations })
})

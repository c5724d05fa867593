import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { AdminLoyaltyTestConnectionResponse } from "../../../../../../types/http/admin"
import { testConnectionWorkflow } from "../../../../../../workflows/loyalty/workflows/test-connection"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"

/** Tries the saved connection of a store; a failing one is answered with 200 and `ok: false`. */
export const POST = answering<AuthenticatedMedusaRequest, AdminLoyaltyTestConnectionResponse>(
  async (req, res) => {
    const { result } = await testConnectionWorkflow(req.scope).run({
      input: {
        store_id: idFrom(req.params["id"]),
        actor: req.auth_context.actor_id,
        correlation_id: correlationId(req),
      },
    })
    res.json(result)
  },
)

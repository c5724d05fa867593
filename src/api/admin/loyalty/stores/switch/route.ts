import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { AdminSwitchLoyaltyStoresResponse } from "../../../../../types/http/admin"
import { switchStoresWorkflow } from "../../../../../workflows/loyalty/workflows/switch-stores"
import { answering, correlationId } from "../../../../utils/answering"
import type { AdminSwitchLoyaltyStoresType } from "../../validators"

/** Switches loyalty of several stores on or off: all of them, or none. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminSwitchLoyaltyStoresType>,
  AdminSwitchLoyaltyStoresResponse
>(async (req, res) => {
  const { result } = await switchStoresWorkflow(req.scope).run({
    input: {
      ...req.validatedBody,
      cause: { actor_id: req.auth_context.actor_id, correlation_id: correlationId(req) },
    },
  })
  res.json({ store_configs: result })
})

import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyAdjustmentResponse } from "../../../../../../types/http/books"
import { loyaltyService } from "../../../../../../workflows/loyalty/utils/loyalty"
import { settleAdjustmentWorkflow } from "../../../../../../workflows/loyalty/workflows/settle-adjustment"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import type { AdminLoyaltyActionType } from "../../../validators"
import { readAdjustment } from "../../queries"

/** Notes that a person has settled what was due; repeating it changes nothing. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminLoyaltyActionType>,
  AdminLoyaltyAdjustmentResponse
>(async (req, res) => {
  const adjustment_id = idFrom(req.params["id"])
  await settleAdjustmentWorkflow(req.scope).run({
    input: {
      adjustment_id,
      cause: {
        reason: req.validatedBody.reason,
        actor: req.auth_context.actor_id,
        correlation_id: correlationId(req),
      },
    },
  })
  res.json({ adjustment: await readAdjustment(loyaltyService(req.scope), adjustment_id) })
})

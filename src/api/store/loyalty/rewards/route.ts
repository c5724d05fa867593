import type { MedusaRequest } from "@medusajs/framework/http"

import type { StoreLoyaltySessionResponse } from "../../../../types/http/store"
import { evaluateSession } from "../../../../workflows/loyalty/flows/evaluate-session"
import { answering, correlationId } from "../../../utils/answering"
import { presentSession } from "../present"
import type { StoreEvaluateLoyaltyRewardsType } from "../validators"

/** The rewards for the cart as it is now; the engine is asked only if something changed. */
export const POST = answering<
  MedusaRequest<StoreEvaluateLoyaltyRewardsType>,
  StoreLoyaltySessionResponse
>(async (req, res) => {
  const state = await evaluateSession(req.scope, {
    ...req.validatedBody,
    cause: { reason: "rewards asked", actor: "shopper", correlation_id: correlationId(req) },
  })
  res.json({ loyalty_session: await presentSession(req.scope, state) })
})

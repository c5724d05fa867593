import type { MedusaRequest } from "@medusajs/framework/http"

import type { StoreLoyaltySessionResponse } from "../../../../../types/http/store"
import { selectRewards } from "../../../../../workflows/loyalty/flows/select-rewards"
import { answering, correlationId } from "../../../../utils/answering"
import { presentSession } from "../../present"
import type { StoreSelectLoyaltyRewardsType } from "../../validators"

/** Accepts and declines optional rewards, and evaluates the cart with these choices. */
export const POST = answering<
  MedusaRequest<StoreSelectLoyaltyRewardsType>,
  StoreLoyaltySessionResponse
>(async (req, res) => {
  const { accept, decline, redeem_points, ...keys } = req.validatedBody
  const state = await selectRewards(req.scope, {
    ...keys,
    accept: accept ?? [],
    decline: decline ?? [],
    redeem_points: redeem_points ?? null,
    cause: { reason: "rewards chosen", actor: "shopper", correlation_id: correlationId(req) },
  })
  res.json({ loyalty_session: await presentSession(req.scope, state) })
})

import type { MedusaRequest } from "@medusajs/framework/http"

import { LoyaltyError } from "../../../../../modules/loyalty/domain/errors"
import type {
  StoreLoyaltySessionDeleteResponse,
  StoreLoyaltySessionResponse,
} from "../../../../../types/http/store"
import { endSession } from "../../../../../workflows/loyalty/flows/end-session"
import { requireSession, requireState } from "../../../../../workflows/loyalty/flows/session-state"
import { answering, correlationId } from "../../../../utils/answering"
import { idFrom } from "../../../../utils/ids"
import { presentSession } from "../../present"

/** A session is reachable only together with its cart's id. */
function keysOf(req: MedusaRequest): { session_id: string; cart_id: string } {
  return { session_id: idFrom(req.params["id"]), cart_id: idFrom(req.query["cart_id"]) }
}

/** The session as it stands, from the row: the engine is not asked. */
export const GET = answering<MedusaRequest, StoreLoyaltySessionResponse>(async (req, res) => {
  const state = await requireState(req.scope, keysOf(req))
  res.json({ loyalty_session: await presentSession(req.scope, state) })
})

/** Ends the session; its discounts leave the cart. */
export const DELETE = answering<MedusaRequest, StoreLoyaltySessionDeleteResponse>(
  async (req, res) => {
    const session = await requireSession(req.scope, keysOf(req))
    const outcome = await endSession(req.scope, {
      session,
      failure_reason: "released",
      cause: { reason: "released", actor: "shopper", correlation_id: correlationId(req) },
    })
    if (outcome === "completed") {
      throw new LoyaltyError(
        "session_not_active",
        "This cart has become an order; its rewards stay with it",
      )
    }
    if (outcome !== "ended" && outcome !== "over") {
      throw new LoyaltyError("not_allowed", "This cart is being paid; its rewards stay with it")
    }
    res.json({ id: session.id, object: "loyalty_session", deleted: true })
  },
)

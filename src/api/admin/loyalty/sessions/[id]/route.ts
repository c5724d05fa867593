import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { AdminLoyaltySessionResponse } from "../../../../../types/http/admin"
import { loyaltyService } from "../../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../../utils/answering"
import { idFrom } from "../../../../utils/ids"
import { readSession } from "../../session-queries"

/** Reads a session with its transitions, rewards, operations and transactions. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltySessionResponse>(
  async (req, res) => {
    const loyalty_session = await readSession(loyaltyService(req.scope), idFrom(req.params["id"]))
    res.json({ loyalty_session })
  },
)

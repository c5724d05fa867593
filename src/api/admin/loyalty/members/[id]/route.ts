import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyMemberResponse } from "../../../../../types/http/admin"
import { loyaltyService } from "../../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../../utils/answering"
import { idFrom } from "../../../../utils/ids"
import { readMember } from "../queries"

/** Reads a member with history, sessions and audit. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyMemberResponse>(
  async (req, res) => {
    const loyalty_member = await readMember(loyaltyService(req.scope), idFrom(req.params["id"]))
    res.json({ loyalty_member })
  },
)

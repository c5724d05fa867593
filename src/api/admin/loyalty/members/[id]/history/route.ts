import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyMemberHistoryResponse } from "../../../../../../types/http/members"
import { loyaltyService } from "../../../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import { pageOf } from "../../../page"
import type { AdminGetLoyaltyMemberHistoryParamsType } from "../../../validators"

/** Pages through the engine's points history of a member, newest first, as last synced. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyMemberHistoryResponse>(
  async (req, res) => {
    const page = pageOf(req.validatedQuery as AdminGetLoyaltyMemberHistoryParamsType)
    const { offset, limit } = page
    const service = loyaltyService(req.scope)
    const found = await service.historyOfMember(idFrom(req.params["id"]), { offset, limit })
    res.json({ history: found.entries, count: found.count, offset, limit })
  },
)

import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { MedusaError } from "@medusajs/framework/utils"

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
    const id = idFrom(req.params["id"])
    if (!(await service.memberById(id))) {
      throw new MedusaError(MedusaError.Types.NOT_FOUND, `Loyalty member not found: ${id}`)
    }
    const found = await service.historyOfMember(id, { offset, limit })
    res.json({ history: found.entries, count: found.count, offset, limit })
  },
)

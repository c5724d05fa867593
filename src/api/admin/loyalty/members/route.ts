import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import type { AdminLoyaltyMemberListResponse } from "../../../../types/http/admin"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../utils/answering"
import { listMembers } from "./queries"
import { pageOf } from "../page"
import type { AdminGetLoyaltyMembersParamsType } from "../validators"

/** Lists members; `q` finds by name, last four digits or id. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyMemberListResponse>(
  async (req, res) => {
    const query = req.validatedQuery as AdminGetLoyaltyMembersParamsType
    const page = pageOf(query)
    const { customer_id, state, q } = query
    const service = loyaltyService(req.scope)
    const [loyalty_members, count] = await listMembers(service, { customer_id, state, q }, page)
    res.json({ loyalty_members, count, offset: page.offset, limit: page.limit })
  },
)

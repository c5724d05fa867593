import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type {
  AdminLoyaltyOperationListParams,
  AdminLoyaltyOperationListResponse,
} from "../../../../types/http/admin"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../../utils/answering"
import { ordersNumbered } from "../order-numbers"
import { emptyLast, pageOf } from "../page"
import { OPERATION_FIELDS, operationView } from "../session-views"
import type { AdminGetLoyaltyOperationsParamsType } from "../validators"

type StatusFilter = NonNullable<AdminLoyaltyOperationListParams["status"]>

/** What waits for the store's policy is apart from what is sent, now or at its next attempt. */
function inState(status: Exclude<StatusFilter, unknown[]>) {
  switch (status) {
    case "waiting":
      return { status: "due" as const, next_attempt_at: null }
    case "due":
      return { status, next_attempt_at: { $ne: null } }
    default:
      return { status }
  }
}

/** Lists what engines were told, must be told, or were given up on; never a request's body. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyOperationListResponse>(
  async (req, res) => {
    const query = req.validatedQuery as AdminGetLoyaltyOperationsParamsType
    const { offset, limit, order } = pageOf(query)
    const { store_id, session_id, order_id, kind, status, q } = query
    const numbered = await ordersNumbered(req.scope, q)
    const filters = Object.entries({ store_id, session_id, order_id, kind })
    const [operations, count] = await loyaltyService(req.scope).listAndCountLoyaltyOperations(
      {
        ...Object.fromEntries(filters.filter(([, value]) => value !== undefined)),
        $and: [
          ...(status === undefined ? [] : [{ $or: [status].flat().map(inState) }]),
          ...(q === undefined
            ? []
            : [{ $or: [{ id: q }, { session_id: q }, { order_id: [q, ...numbered] }] }]),
        ],
      },
      { select: [...OPERATION_FIELDS], skip: offset, take: limit, order: emptyLast(order) },
    )
    res.json({ operations: operations.map(operationView), count, offset, limit })
  },
)

import {
  type MiddlewareRoute,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"

import { canRead, canUpdate } from "../policies"
import {
  listMemberHistoryTransformQueryConfig,
  listMembersTransformQueryConfig,
} from "../query-config"
import {
  AdminGetLoyaltyMemberHistoryParams,
  AdminGetLoyaltyMembersParams,
  AdminExportLoyaltyMember,
  AdminLinkLoyaltyMember,
  AdminLookUpLoyaltyMembers,
  AdminLoyaltyAction,
} from "../validators"

export const adminLoyaltyMemberMiddlewares: MiddlewareRoute[] = [
  {
    method: ["GET"],
    matcher: "/admin/loyalty/members",
    middlewares: [
      validateAndTransformQuery(AdminGetLoyaltyMembersParams, listMembersTransformQueryConfig),
    ],
    policies: canRead,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/members/lookup",
    middlewares: [validateAndTransformBody(AdminLookUpLoyaltyMembers)],
    policies: canRead,
  },
  { method: ["GET"], matcher: "/admin/loyalty/members/:id", policies: canRead },
  {
    method: ["GET"],
    matcher: "/admin/loyalty/members/:id/history",
    middlewares: [
      validateAndTransformQuery(
        AdminGetLoyaltyMemberHistoryParams,
        listMemberHistoryTransformQueryConfig,
      ),
    ],
    policies: canRead,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/members/:id/link",
    middlewares: [validateAndTransformBody(AdminLinkLoyaltyMember)],
    policies: canUpdate,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/members/:id/unlink",
    middlewares: [validateAndTransformBody(AdminLoyaltyAction)],
    policies: canUpdate,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/members/:id/erase",
    middlewares: [validateAndTransformBody(AdminLoyaltyAction)],
    policies: canUpdate,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/members/:id/export",
    middlewares: [validateAndTransformBody(AdminExportLoyaltyMember)],
    policies: canUpdate,
  },
]

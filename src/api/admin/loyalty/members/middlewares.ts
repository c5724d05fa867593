import { type MiddlewareRoute, validateAndTransformBody } from "@medusajs/framework/http"

import { canUpdate } from "../policies"
import { AdminLoyaltyAction, AdminLoyaltyEmptyBody } from "../validators"

export const adminLoyaltyMemberMiddlewares: MiddlewareRoute[] = [
  {
    method: ["POST"],
    matcher: "/admin/loyalty/members/:id/erase",
    middlewares: [validateAndTransformBody(AdminLoyaltyAction)],
    policies: canUpdate,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/members/:id/export",
    middlewares: [validateAndTransformBody(AdminLoyaltyEmptyBody)],
    policies: canUpdate,
  },
]

import {
  type MiddlewareRoute,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"

import { canRead, canUpdate } from "../policies"
import { AdminLoyaltyAction } from "../validators"
import { AdminGetLoyaltyAdjustmentsParams } from "./validators"

export const adminLoyaltyAdjustmentMiddlewares: MiddlewareRoute[] = [
  {
    method: ["GET"],
    matcher: "/admin/loyalty/adjustments",
    middlewares: [
      validateAndTransformQuery(AdminGetLoyaltyAdjustmentsParams, {
        defaults: ["id", "created_at", "settled_at", "points", "amount"],
        isList: true,
        entity: "loyalty_adjustment_due",
      }),
    ],
    policies: canRead,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/adjustments/:id/settle",
    middlewares: [validateAndTransformBody(AdminLoyaltyAction)],
    policies: canUpdate,
  },
]

import { type MiddlewareRoute, validateAndTransformQuery } from "@medusajs/framework/http"

import { canRead } from "../policies"
import { AdminGetLoyaltyDifferencesParams } from "./validators"

export const adminLoyaltyDifferenceMiddlewares: MiddlewareRoute[] = [
  {
    method: ["GET"],
    matcher: "/admin/loyalty/differences",
    middlewares: [
      validateAndTransformQuery(AdminGetLoyaltyDifferencesParams, {
        defaults: ["id", "found_at"],
        isList: true,
        entity: "loyalty_reconciliation_difference",
      }),
    ],
    policies: canRead,
  },
]

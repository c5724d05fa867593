import { type MiddlewareRoute, validateAndTransformQuery } from "@medusajs/framework/http"

import { canRead } from "../policies"
import { AdminGetLoyaltyUndecidedOrdersParams } from "./validators"

export const adminLoyaltyUndecidedOrderMiddlewares: MiddlewareRoute[] = [
  {
    method: ["GET"],
    matcher: "/admin/loyalty/undecided-orders",
    middlewares: [
      validateAndTransformQuery(AdminGetLoyaltyUndecidedOrdersParams, {
        defaults: ["id", "found_at"],
        isList: true,
        entity: "loyalty_undecided_order",
      }),
    ],
    policies: canRead,
  },
]

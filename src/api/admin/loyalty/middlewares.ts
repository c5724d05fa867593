import {
  type MiddlewareRoute,
  validateAndTransformBody,
  validateAndTransformQuery,
} from "@medusajs/framework/http"

import { adminLoyaltyAdjustmentMiddlewares } from "./adjustments/middlewares"
import { adminLoyaltyDifferenceMiddlewares } from "./differences/middlewares"
import { adminLoyaltyMemberMiddlewares } from "./members/middlewares"
import { canRead, canUpdate } from "./policies"
import {
  listOperationsTransformQueryConfig,
  listSessionsTransformQueryConfig,
  listStoresTransformQueryConfig,
  overviewTransformQueryConfig,
} from "./query-config"
import { adminLoyaltyUndecidedOrderMiddlewares } from "./undecided-orders/middlewares"
import {
  AdminGetLoyaltyOperationsParams,
  AdminGetLoyaltyOverviewParams,
  AdminGetLoyaltySessionsParams,
  AdminGetLoyaltyStoresParams,
  AdminLoyaltyAction,
  AdminLoyaltyEmptyBody,
  AdminReplayLoyaltyOperations,
  AdminSwitchLoyaltyStores,
  AdminUpdateLoyaltyStoreConfig,
} from "./validators"

export const adminLoyaltyMiddlewares: MiddlewareRoute[] = [
  ...adminLoyaltyAdjustmentMiddlewares,
  ...adminLoyaltyDifferenceMiddlewares,
  ...adminLoyaltyMemberMiddlewares,
  ...adminLoyaltyUndecidedOrderMiddlewares,
  { method: ["GET"], matcher: "/admin/loyalty/doctor", policies: canRead },
  { method: ["GET"], matcher: "/admin/loyalty/health", policies: canRead },
  {
    method: ["GET"],
    matcher: "/admin/loyalty/stores",
    middlewares: [
      validateAndTransformQuery(AdminGetLoyaltyStoresParams, listStoresTransformQueryConfig),
    ],
    policies: canRead,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/stores/switch",
    middlewares: [validateAndTransformBody(AdminSwitchLoyaltyStores)],
    policies: canUpdate,
  },
  { method: ["GET"], matcher: "/admin/loyalty/stores/:id/config", policies: canRead },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/stores/:id/config",
    // Settings have a bound of their own; a body beyond this is no settings form.
    bodyParser: { sizeLimit: "100kb" },
    middlewares: [validateAndTransformBody(AdminUpdateLoyaltyStoreConfig)],
    policies: canUpdate,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/stores/:id/test-connection",
    middlewares: [validateAndTransformBody(AdminLoyaltyEmptyBody)],
    policies: canUpdate,
  },
  {
    method: ["GET"],
    matcher: "/admin/loyalty/overview",
    middlewares: [
      validateAndTransformQuery(AdminGetLoyaltyOverviewParams, overviewTransformQueryConfig),
    ],
    policies: canRead,
  },
  {
    method: ["GET"],
    matcher: "/admin/loyalty/sessions",
    middlewares: [
      validateAndTransformQuery(AdminGetLoyaltySessionsParams, listSessionsTransformQueryConfig),
    ],
    policies: canRead,
  },
  { method: ["GET"], matcher: "/admin/loyalty/sessions/:id", policies: canRead },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/sessions/:id/retry",
    middlewares: [validateAndTransformBody(AdminLoyaltyAction)],
    policies: canUpdate,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/sessions/:id/cancel",
    middlewares: [validateAndTransformBody(AdminLoyaltyAction)],
    policies: canUpdate,
  },
  {
    method: ["GET"],
    matcher: "/admin/loyalty/operations",
    middlewares: [
      validateAndTransformQuery(
        AdminGetLoyaltyOperationsParams,
        listOperationsTransformQueryConfig,
      ),
    ],
    policies: canRead,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/operations/replay",
    middlewares: [validateAndTransformBody(AdminReplayLoyaltyOperations)],
    policies: canUpdate,
  },
  {
    method: ["POST"],
    matcher: "/admin/loyalty/operations/:id/replay",
    middlewares: [validateAndTransformBody(AdminLoyaltyAction)],
    policies: canUpdate,
  },
]

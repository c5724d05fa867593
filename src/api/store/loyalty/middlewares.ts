import {
  authenticate,
  validateAndTransformBody,
  type MiddlewareRoute,
} from "@medusajs/framework/http"

import {
  StoreEvaluateLoyaltyRewards,
  StoreIdentifyLoyalty,
  StoreLinkLoyaltyMember,
  StoreOpenLoyaltySession,
  StoreSelectLoyaltyRewards,
} from "./validators"

const BODY_LIMIT = "20kb"

export const storeLoyaltyMiddlewares: MiddlewareRoute[] = [
  {
    method: ["POST"],
    matcher: "/store/loyalty/identify",
    bodyParser: { sizeLimit: BODY_LIMIT },
    middlewares: [validateAndTransformBody(StoreIdentifyLoyalty)],
  },
  {
    method: ["POST"],
    matcher: "/store/loyalty/session",
    bodyParser: { sizeLimit: BODY_LIMIT },
    middlewares: [
      authenticate("customer", ["session", "bearer"]),
      validateAndTransformBody(StoreOpenLoyaltySession),
    ],
  },
  {
    method: ["POST"],
    matcher: "/store/loyalty/rewards",
    bodyParser: { sizeLimit: BODY_LIMIT },
    middlewares: [validateAndTransformBody(StoreEvaluateLoyaltyRewards)],
  },
  {
    method: ["POST"],
    matcher: "/store/loyalty/rewards/select",
    bodyParser: { sizeLimit: BODY_LIMIT },
    middlewares: [validateAndTransformBody(StoreSelectLoyaltyRewards)],
  },
  {
    method: ["GET"],
    matcher: "/store/loyalty/orders/:id/summary",
    middlewares: [authenticate("customer", ["session", "bearer"], { allowUnauthenticated: true })],
  },
  {
    method: ["POST"],
    matcher: "/store/customers/me/loyalty",
    bodyParser: { sizeLimit: BODY_LIMIT },
    middlewares: [validateAndTransformBody(StoreLinkLoyaltyMember)],
  },
]

import type { MiddlewareRoute } from "@medusajs/framework/http"

import { correlated } from "../utils/correlated"
import { guardCartChange } from "./cart-change"
import { guardCartCompletion } from "./completion"
import { guardClaim, guardExchange, guardOrderEdit } from "./order-change"
import { guardPaymentSession, guardPaymentCollection } from "./payment-start"

/**
 * The guards around the money that stand in front of Medusa's own routes. Matchers use Medusa's
 * parameter names: with others they would never run.
 */
export const cartGuardMiddlewares: MiddlewareRoute[] = [
  {
    method: ["POST"],
    matcher: "/store/payment-collections",
    middlewares: [correlated, guardPaymentCollection],
  },
  {
    method: ["POST"],
    matcher: "/store/payment-collections/:id/payment-sessions",
    middlewares: [correlated, guardPaymentSession],
  },
  { method: ["POST"], matcher: "/store/carts/:id", middlewares: [correlated, guardCartChange] },
  {
    method: ["POST"],
    matcher: "/store/carts/:id/customer",
    middlewares: [correlated, guardCartChange],
  },
  {
    method: ["POST"],
    matcher: "/store/carts/:id/line-items",
    middlewares: [correlated, guardCartChange],
  },
  {
    method: ["POST", "DELETE"],
    matcher: "/store/carts/:id/line-items/:line_id",
    middlewares: [correlated, guardCartChange],
  },
  {
    method: ["POST", "DELETE"],
    matcher: "/store/carts/:id/promotions",
    middlewares: [correlated, guardCartChange],
  },
  {
    method: ["POST"],
    matcher: "/store/carts/:id/shipping-methods",
    middlewares: [correlated, guardCartChange],
  },
  {
    method: ["POST"],
    matcher: "/store/carts/:id/complete",
    middlewares: [correlated, guardCartCompletion],
  },
]

/** In front of the admin routes that turn a pending change into the order. */
export const orderGuardMiddlewares: MiddlewareRoute[] = [
  {
    method: ["POST"],
    matcher: "/admin/order-edits/:id/request",
    middlewares: [correlated, guardOrderEdit],
  },
  {
    method: ["POST"],
    matcher: "/admin/order-edits/:id/confirm",
    middlewares: [correlated, guardOrderEdit],
  },
  {
    method: ["POST"],
    matcher: "/admin/exchanges/:id/request",
    middlewares: [correlated, guardExchange],
  },
  { method: ["POST"], matcher: "/admin/claims/:id/request", middlewares: [correlated, guardClaim] },
]

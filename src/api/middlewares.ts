import { defineMiddlewares } from "@medusajs/framework/http"

import { adminLoyaltyMiddlewares } from "./admin/loyalty/middlewares"
import { cartGuardMiddlewares, orderGuardMiddlewares } from "./guards/middlewares"
import { storeLoyaltyMiddlewares } from "./store/loyalty/middlewares"

export default defineMiddlewares({
  routes: [
    ...adminLoyaltyMiddlewares,
    ...storeLoyaltyMiddlewares,
    ...cartGuardMiddlewares,
    ...orderGuardMiddlewares,
  ],
})

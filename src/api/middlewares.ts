import { defineMiddlewares } from "@medusajs/framework/http"

import { adminLoyaltyMiddlewares } from "./admin/loyalty/middlewares"
import { cartGuardMiddlewares, orderGuardMiddlewares } from "./guards/middlewares"
import { storeLoyaltyMiddlewares } from "./store/loyalty/middlewares"
import { correlationMiddlewares } from "./utils/correlated"

export default defineMiddlewares({
  routes: [
    ...correlationMiddlewares,
    ...adminLoyaltyMiddlewares,
    ...storeLoyaltyMiddlewares,
    ...cartGuardMiddlewares,
    ...orderGuardMiddlewares,
  ],
})

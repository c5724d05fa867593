import type {
  MedusaNextFunction,
  MedusaRequest,
  MedusaResponse,
  MiddlewareRoute,
} from "@medusajs/framework/http"

import { correlationId } from "./answering"

/** Tells the caller the correlation id before anything of the request can be refused. */
export function correlated(
  req: MedusaRequest,
  res: MedusaResponse,
  next: MedusaNextFunction,
): void {
  res.setHeader("x-correlation-id", correlationId(req))
  next()
}

/** In front of all routes of the plugin, so that a body that is refused has its id as well. */
export const correlationMiddlewares: MiddlewareRoute[] = [
  "/store/loyalty/*",
  "/store/customers/me/loyalty",
  "/admin/loyalty/*",
].map((matcher) => ({ matcher, middlewares: [correlated] }))

import { createHash, timingSafeEqual } from "node:crypto"

import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { loyaltyService } from "../../../workflows/loyalty/utils/loyalty"
import { answering } from "../../utils/answering"

/** Figures for Prometheus; with the option `metrics_token`, only for who sends it as bearer. */
export const GET = answering<MedusaRequest, unknown>(async (req, res: MedusaResponse) => {
  const service = loyaltyService(req.scope)
  const { metrics_token } = service.options()
  if (metrics_token !== undefined && !isBearer(req.headers.authorization, metrics_token)) {
    res
      .status(401)
      .set("www-authenticate", "Bearer")
      .json({ type: "unauthorized", message: "This needs the metrics token" })
    return
  }
  const text = await service.metricsText()
  res.set("content-type", service.telemetry().metrics.content_type).send(text)
})

/** Compared by digest, so that neither length nor beginning of the token shows in the time. */
function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`))
}

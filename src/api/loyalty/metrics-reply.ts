import { createHash, timingSafeEqual } from "node:crypto"

import type { MedusaContainer } from "@medusajs/framework/types"

import { loyaltyService } from "../../workflows/loyalty/utils/loyalty"

/** A reply that any HTTP server can send. */
export interface PlainReply {
  status: number
  headers: Record<string, string>
  body: string
}

/** The figures, or a refusal where the option `metrics_token` is set and the caller has another. */
export async function metricsReply(
  container: MedusaContainer,
  authorization: string | undefined,
): Promise<PlainReply> {
  const service = loyaltyService(container)
  const { metrics_token } = service.options()
  if (metrics_token !== undefined && !isBearer(authorization, metrics_token)) {
    return {
      status: 401,
      headers: { "www-authenticate": "Bearer", "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ type: "unauthorized", message: "This needs the metrics token" }),
    }
  }
  const body = await service.metricsText()
  return {
    status: 200,
    headers: { "content-type": service.telemetry().metrics.content_type },
    body,
  }
}

/** Compared by digest, so that neither length nor beginning of the token shows in the time. */
function isBearer(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest()
  return timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`))
}

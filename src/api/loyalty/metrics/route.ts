import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { answering } from "../../utils/answering"
import { metricsReply } from "../metrics-reply"

/** Figures for Prometheus; with the option `metrics_token`, only for who sends it as bearer. */
export const GET = answering<MedusaRequest, unknown>(async (req, res: MedusaResponse) => {
  const { status, headers, body } = await metricsReply(req.scope, req.headers.authorization)
  res.status(status).set(headers).send(body)
})

import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, generateEntityId } from "@medusajs/framework/utils"

import { errorReply } from "../../modules/loyalty/utils/error-reply"
import { safeMessage } from "../../modules/loyalty/utils/safe-message"

type Handler<Req, Reply> = (req: Req, res: MedusaResponse<Reply>) => Promise<void>

/** Answers the plugin's own errors with their code; Medusa's handler would say "unknown error". */
export function answering<Req extends MedusaRequest, Reply>(
  handler: Handler<Req, Reply>,
): Handler<Req, Reply> {
  return async (req, res) => {
    try {
      await handler(req, res)
    } catch (error) {
      const reply = errorReply(error)
      if (!reply) {
        throw error
      }
      if (reply.status >= 500 && reply.body.code !== "loyalty_unavailable") {
        const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
        logger.error(`${req.method} ${req.path} failed: ${safeMessage(error)}`)
      }
      if (reply.body.retry_after !== undefined) {
        res.setHeader("Retry-After", String(reply.body.retry_after))
      }
      // The body's type is the route's; an error's is the same for all.
      ;(res as MedusaResponse).status(reply.status).json(reply.body)
    }
  }
}

const CORRELATION_ID = /^[\w.:-]{1,100}$/

/** The caller's correlation id where it is fit for a log, else a new one. */
export function correlationId(req: Pick<MedusaRequest, "headers">): string {
  const given = req.headers["x-correlation-id"]
  return typeof given === "string" && CORRELATION_ID.test(given)
    ? given
    : generateEntityId(undefined, "lcor")
}

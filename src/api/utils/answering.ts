import { randomUUID } from "node:crypto"

import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"

import { errorReply } from "../../modules/loyalty/utils/error-reply"
import { safeMessage } from "../../modules/loyalty/utils/safe-message"

type Handler<Req, Reply> = (req: Req, res: MedusaResponse<Reply>) => Promise<void>

/**
 * Answers the plugin's own errors with their code, which Medusa's handler would call "unknown
 * error", and tells the caller the correlation id by which logs, audit and engine know the request.
 */
export function answering<Req extends MedusaRequest, Reply>(
  handler: Handler<Req, Reply>,
): Handler<Req, Reply> {
  return async (req, res) => {
    res.setHeader("x-correlation-id", correlationId(req))
    try {
      await handler(req, res)
    } catch (error) {
      const reply = errorReply(error)
      if (!reply) {
        throw withoutValues(error)
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

/**
 * Medusa's handler logs what it is given, and a database error repeats the values of a row: of
 * anything but Medusa's own errors, only name, code and stack go on.
 */
function withoutValues(error: unknown): unknown {
  if (MedusaError.isMedusaError(error) || !(error instanceof Error)) {
    return error
  }
  const bare = new Error(safeMessage(error))
  bare.name = error.name
  const frames = (error.stack ?? "").split("\n").filter((line) => FRAME.test(line))
  bare.stack = [`${bare.name}: ${bare.message}`, ...frames].join("\n")
  return bare
}

const FRAME = /^ {4}at /

const CORRELATION_ID = /^[\w.:-]{1,100}$/

/** Ids that were made for requests; each stays the same as long as its request lives. */
const made = new WeakMap<object, string>()

/** The caller's correlation id where it is fit for a log, else a new one, always the same. */
export function correlationId(req: Pick<MedusaRequest, "headers">): string {
  const given = req.headers["x-correlation-id"]
  if (typeof given === "string" && CORRELATION_ID.test(given)) {
    return given
  }
  const id = made.get(req) ?? `lcor_${randomUUID()}`
  made.set(req, id)
  return id
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http"

import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { safeMessage } from "../../modules/loyalty/utils/safe-message"
import type { LoyaltyHealthResponse } from "../../types/http/health"
import { deepReport, healthReply, readyReport } from "./health-report"
import { metricsReply, type PlainReply } from "./metrics-reply"

/** Probes and scrapers ask in one short line; whoever is slower is cut off. */
const REQUEST_LIMIT_MS = 10_000
const CONNECTIONS_MAX = 64

type Answer = (container: MedusaContainer, request: IncomingMessage) => Promise<PlainReply>

const healthAnswer =
  (
    report: (container: MedusaContainer) => LoyaltyHealthResponse | Promise<LoyaltyHealthResponse>,
  ) =>
  async (container: MedusaContainer): Promise<PlainReply> => {
    const body = await report(container)
    return json(body.status === "down" ? 503 : 200, body)
  }

/** The same answers as those of the routes beside this file. */
const ANSWERS: ReadonlyMap<string, Answer> = new Map<string, Answer>([
  ["/loyalty/health", healthAnswer(() => healthReply("healthy", {}))],
  ["/loyalty/health/ready", healthAnswer(readyReport)],
  ["/loyalty/health/live", healthAnswer(deepReport)],
  [
    "/loyalty/metrics",
    (container, request) => metricsReply(container, request.headers.authorization),
  ],
])

/**
 * Health and metrics of a process that serves nothing else. Medusa mounts no route of any plugin
 * where `workerMode` is "worker", so probes and scrapers would find nothing there.
 *
 * Resolves when it listens. A port that is taken is logged, and the worker works on without: what
 * nobody can probe still finalizes orders.
 */
export async function startWorkerServer(
  container: MedusaContainer,
  port: number,
): Promise<Server | null> {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const server = createServer((request, response) => {
    void respond({ container, logger, request, response })
  })
  server.requestTimeout = REQUEST_LIMIT_MS
  server.headersTimeout = REQUEST_LIMIT_MS
  server.maxConnections = CONNECTIONS_MAX
  try {
    await listening(server, port)
  } catch (error) {
    logger.error(
      `loyalty: health and metrics of this worker are not served: ${safeMessage(error)}. ` +
        `Is another process on port ${port}? Set worker_port (LOYALTY_WORKER_PORT) to a free one.`,
    )
    return null
  }
  // Later errors of the socket must not end the worker.
  server.on("error", (error) => logger.error(`loyalty: worker port: ${safeMessage(error)}`))
  logger.info(`loyalty: health and metrics of this worker are on port ${port}`)
  return server
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, () => {
      server.off("error", reject)
      resolve()
    })
  })
}

async function respond(input: {
  container: MedusaContainer
  logger: Logger
  request: IncomingMessage
  response: ServerResponse
}): Promise<void> {
  const { container, logger, request, response } = input
  let reply: PlainReply
  try {
    reply = await replyTo(container, request)
  } catch (error) {
    // Why is in the log; the port may be open to more than the scraper.
    logger.error(`loyalty: worker port: ${pathOf(request)} failed: ${safeMessage(error)}`)
    reply = json(500, { type: "unknown_error", message: "This failed; the log says why" })
  }
  response.writeHead(reply.status, { ...reply.headers, "cache-control": "no-store" })
  response.end(request.method === "HEAD" ? undefined : reply.body)
}

async function replyTo(container: MedusaContainer, request: IncomingMessage): Promise<PlainReply> {
  const answer = ANSWERS.get(pathOf(request))
  if (!answer) {
    return json(404, { type: "not_found", message: "A worker serves health and metrics only" })
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    const refused = json(405, {
      type: "not_allowed",
      message: "Health and metrics are read by GET",
    })
    return { ...refused, headers: { ...refused.headers, allow: "GET, HEAD" } }
  }
  return answer(container, request)
}

function pathOf({ url = "/" }: IncomingMessage): string {
  return url.split("?", 1)[0]!.replace(/(.)\/$/, "$1")
}

function json(status: number, body: object): PlainReply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
  }
}

import { readFileSync } from "node:fs"
import { join } from "node:path"
import formbody from "@fastify/formbody"
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify"
import { HANDLERS, METHODS, type LoyaltyEndpoint } from "../endpoints/index.js"
import { ContractError, invalidRequest, renderError } from "../errors.js"
import { PAGE_FOLDER } from "../paths.js"
import { addControlRoutes, type Controls } from "./control.js"
import { serve, type Service } from "./serve.js"

const BODY_BYTES_MAX = 4 * 1024 * 1024

export interface AppInput {
  service: Service
  controls: Controls
  /** Resolves once the books are open; calls that come earlier wait for it. */
  ready: Promise<void>
}

function toContractError(error: Error & { statusCode?: number }): ContractError {
  if (error instanceof ContractError) return error
  // Below 500 it is the body that could not be read: not JSON, or too long.
  if ((error.statusCode ?? 500) < 500) return invalidRequest(error.message)
  return new ContractError(500, "UNAVAILABLE", "the simulator failed")
}

export async function buildApp({ service, controls, ready }: AppInput): Promise<FastifyInstance> {
  // A hanging call must not keep the server from closing.
  const app = Fastify({ forceCloseConnections: true, bodyLimit: BODY_BYTES_MAX })
  await app.register(formbody)
  app.addHook("onRequest", () => ready)

  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const answer = toContractError(error)
    if (answer.status >= 500) console.error(error)
    const { settings } = service.context
    const { contentType, payload } = renderError(answer, settings.errorShape, request.id)
    return reply.code(answer.status).type(contentType).send(payload)
  })

  app.post("/oauth/token", (request, reply) => serve(service, "token", { request, reply }))
  for (const endpoint of Object.keys(HANDLERS) as LoyaltyEndpoint[]) {
    app.route({
      method: METHODS[endpoint],
      url: `/${endpoint}`,
      handler: (request: FastifyRequest, reply: FastifyReply) =>
        serve(service, endpoint, { request, reply }),
    })
  }

  addControlRoutes(app, controls)
  const page = { "/": ["index.html", "text/html"], "/page.js": ["page.js", "text/javascript"] }
  for (const [url, [file, type]] of Object.entries(page)) {
    const content = readFileSync(join(PAGE_FOLDER, String(file)))
    app.get(url, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(content))
  }
  return app
}

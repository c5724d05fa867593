import { Type } from "@sinclair/typebox"
import type { FastifyInstance } from "fastify"
import { MemberSchema } from "../books/seed.js"
import { PromotionSchema } from "../engine/promotion.js"
import { FAULT_KINDS, FaultInputSchema } from "../faults/kinds.js"
import { ENDPOINTS, type MemberInput, type Simulator } from "../types.js"
import { reader } from "../wire/parse.js"

const readFault = reader(FaultInputSchema)
const readMember = reader(MemberSchema)
const readPromotions = reader(Type.Array(PromotionSchema))
const readSpend = reader(Type.Object({ points: Type.Integer({ minimum: 1 }) }))
const readRequestsQuery = reader(
  Type.Object({
    endpoint: Type.Optional(Type.Union(ENDPOINTS.map((name) => Type.Literal(name)))),
    /** The latest so many. */
    limit: Type.Optional(Type.String({ pattern: "^[1-9]\\d{0,5}$" })),
  }),
)

export interface Controls extends Omit<Simulator, "url" | "port" | "close"> {
  removeFault(id: string): boolean
  promotions(): unknown
}

/** The same powers as the programmatic API, for scripts and for the page. */
export function addControlRoutes(app: FastifyInstance, controls: Controls): void {
  app.get("/_sim/health", () => ({ status: "ok" }))
  // What the page offers to choose from.
  app.get("/_sim/choices", () => ({ kinds: Object.keys(FAULT_KINDS), endpoints: ENDPOINTS }))
  app.get("/_sim/books", () => controls.books())
  app.post("/_sim/reset", () => {
    controls.reset()
    return controls.books()
  })

  app.get("/_sim/requests", ({ query }) => {
    const { endpoint, limit } = readRequestsQuery(query)
    const requests = controls.requests(endpoint === undefined ? {} : { endpoint })
    return limit === undefined ? requests : requests.slice(-Number(limit))
  })
  app.delete("/_sim/requests", () => {
    controls.clearRequests()
    return []
  })

  app.get("/_sim/faults", () => controls.faults())
  app.post("/_sim/faults", ({ body }, reply) =>
    reply.code(201).send(controls.addFault(readFault(body))),
  )
  app.delete("/_sim/faults", () => {
    controls.clearFaults()
    return []
  })
  app.delete<{ Params: { id: string } }>("/_sim/faults/:id", ({ params }, reply) => {
    if (!controls.removeFault(params.id)) return reply.code(404).send({ error: "no such fault" })
    return controls.faults()
  })

  app.post("/_sim/members", ({ body }) => controls.upsertMember(readMember(body) as MemberInput))
  app.post<{ Params: { id: string } }>("/_sim/members/:id/spend", ({ params, body }) => {
    controls.spend(params.id, readSpend(body).points)
    return controls.books().members.find(({ memberId }) => memberId === params.id)
  })

  app.get("/_sim/promotions", () => controls.promotions())
  app.put("/_sim/promotions", ({ body }) => {
    controls.setPromotions(readPromotions(body))
    return controls.promotions()
  })
}

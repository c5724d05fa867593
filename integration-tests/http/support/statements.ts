import { channel } from "node:diagnostics_channel"
import type { ServerResponse } from "node:http"

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** What Node tells whoever listens to its own channel about answers. */
interface Finished {
  response: ServerResponse
}

type Heard = (query: { sql: string }) => void

interface Database {
  on(event: "query", heard: Heard): void
  off(event: "query", heard: Heard): void
}

const FINISHED = channel("http.server.response.finish")
const OUR_TABLES = /\bloyalty_engine_/
/** Of the drain that the scheduler runs every minute, whatever else is done. */
const SCHEDULED = /loyalty_engine_job_run|SKIP LOCKED/
/** `readCart`, and nothing of Medusa's. */
const CART_READ = /AS has_credit/
/** `cartTotal`, and nothing of Medusa's. */
const TOTAL_READ = /'raw_amount', l\.raw_amount/
/** The first statement of a placement, and no other of a completion. */
const PLACING = /loyalty_engine_session WHERE order_id/

/** In which order a completion was answered and a placing began while something is done. */
export async function answerAndPlacing(
  container: MedusaContainer,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const seen = new Set<string>()
  await listening(container, work, {
    statement: (sql) => PLACING.test(sql) && seen.add("placing"),
    answer: (url) => url.endsWith("/complete") && seen.add("answered"),
  })
  return [...seen]
}

/** The statements on our tables, and our reads of carts, that are sent until a request is answered. */
export async function statementsOf(
  container: MedusaContainer,
  request: () => Promise<unknown>,
): Promise<string[]> {
  return counting(container, request, { counts: isOurs, until: "answered" })
}

/** How often a guard reads the cart until a request is answered. */
export async function cartReadsOf(
  container: MedusaContainer,
  request: () => Promise<unknown>,
): Promise<number> {
  const counts = (sql: string) => CART_READ.test(sql)
  return (await counting(container, request, { counts, until: "answered" })).length
}

/**
 * The statements on our tables, and our reads of carts, while something is done. The simulator's
 * answers are answers of this process as well: what asks the engine is counted by this.
 */
export async function statementsDuring(
  container: MedusaContainer,
  work: () => Promise<unknown>,
): Promise<string[]> {
  return counting(container, work, { counts: isOurs, until: "done" })
}

/** How often a guard has a cart's total computed while something is done. */
export async function totalsDuring(
  container: MedusaContainer,
  work: () => Promise<unknown>,
): Promise<number> {
  const counts = (sql: string) => TOTAL_READ.test(sql)
  return (await counting(container, work, { counts, until: "done" })).length
}

async function counting(
  container: MedusaContainer,
  work: () => Promise<unknown>,
  { counts, until }: { counts: (sql: string) => boolean; until: "answered" | "done" },
): Promise<string[]> {
  const counted: string[] = []
  let isOver = false
  await listening(container, work, {
    statement: (sql) => !isOver && counts(sql) && counted.push(sql),
    answer: () => (isOver = until === "answered"),
  })
  return counted
}

const isOurs = (sql: string) =>
  [OUR_TABLES, CART_READ, TOTAL_READ].some((ours) => ours.test(sql)) && !SCHEDULED.test(sql)

async function listening(
  container: MedusaContainer,
  work: () => Promise<unknown>,
  heard: { statement: (sql: string) => unknown; answer: (url: string) => unknown },
): Promise<void> {
  const database = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  const queried: Heard = ({ sql }) => heard.statement(sql)
  const finished = (message: unknown) => heard.answer((message as Finished).response.req.url ?? "")
  FINISHED.subscribe(finished)
  database.on("query", queried)
  try {
    await work()
  } finally {
    FINISHED.unsubscribe(finished)
    database.off("query", queried)
  }
}

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

/** The statements on our tables that are sent until a request is answered. */
export async function statementsOf(
  container: MedusaContainer,
  request: () => Promise<unknown>,
): Promise<string[]> {
  const ours: string[] = []
  let isAnswered = false
  await listening(container, request, {
    statement: (sql) => !isAnswered && isOurs(sql) && ours.push(sql),
    answer: () => (isAnswered = true),
  })
  return ours
}

/**
 * The statements on our tables while something is done. The simulator's answers are answers of this
 * process as well: what asks the engine is counted by this.
 */
export async function statementsDuring(
  container: MedusaContainer,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const ours: string[] = []
  await listening(container, work, {
    statement: (sql) => isOurs(sql) && ours.push(sql),
    answer: () => undefined,
  })
  return ours
}

const isOurs = (sql: string) => OUR_TABLES.test(sql) && !SCHEDULED.test(sql)

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

import { channel } from "node:diagnostics_channel"
import type { ServerResponse } from "node:http"

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** What Node tells whoever listens to its own channel about answers. */
interface Finished {
  response: ServerResponse
}

interface Database {
  on(event: "query", heard: (query: { sql: string }) => void): void
  off(event: "query", heard: (query: { sql: string }) => void): void
}

const FINISHED = channel("http.server.response.finish")
/** The first statement of a placement, and no other of a completion. */
const PLACING = /loyalty_engine_session WHERE order_id/

/** In which order a completion was answered and a placing began while something is done. */
export async function answerAndPlacing(
  container: MedusaContainer,
  work: () => Promise<void>,
): Promise<string[]> {
  const seen = new Set<string>()
  const finished = (message: unknown) => {
    if ((message as Finished).response.req.url?.endsWith("/complete")) {
      seen.add("answered")
    }
  }
  const queried = ({ sql }: { sql: string }) => {
    if (PLACING.test(sql)) {
      seen.add("placing")
    }
  }
  const database = container.resolve<Database>(ContainerRegistrationKeys.PG_CONNECTION)
  FINISHED.subscribe(finished)
  database.on("query", queried)
  try {
    await work()
  } finally {
    FINISHED.unsubscribe(finished)
    database.off("query", queried)
  }
  return [...seen]
}

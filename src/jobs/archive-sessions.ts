import type { MedusaContainer } from "@medusajs/framework/types"

import { archiveSessions } from "../workflows/loyalty/flows/keep-house"
import { runJob } from "../workflows/loyalty/flows/run-job"

/** Moves old decided sessions to the archive, at 02:00 of the process's time zone. */
export default async function archiveSessionsJob(container: MedusaContainer): Promise<void> {
  await runJob(container, {
    job: "archive-sessions",
    work: (run) => archiveSessions(container, run),
  })
}

export const config = { name: "loyalty-archive-sessions", schedule: "0 2 * * *" }

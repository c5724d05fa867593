import type { MedusaContainer } from "@medusajs/framework/types"

import { expireSessions } from "../workflows/loyalty/flows/expire-sessions"
import { runJob } from "../workflows/loyalty/flows/run-job"

/** Ends sessions whose time is over and takes their discounts off the carts. */
export default async function expireSessionsJob(container: MedusaContainer): Promise<void> {
  await runJob(container, { job: "expire-sessions", work: (run) => expireSessions(container, run) })
}

export const config = { name: "loyalty-expire-sessions", schedule: "*/15 * * * *" }

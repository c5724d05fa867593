import type { MedusaContainer } from "@medusajs/framework/types"

import { clearForgotten } from "../workflows/loyalty/flows/keep-house"
import { runJob } from "../workflows/loyalty/flows/run-job"

/** Deletes what has had its time, hourly. */
export default async function clearForgottenJob(container: MedusaContainer): Promise<void> {
  await runJob(container, { job: "clear-forgotten", work: (run) => clearForgotten(container, run) })
}

export const config = { name: "loyalty-clear-forgotten", schedule: "13 * * * *" }

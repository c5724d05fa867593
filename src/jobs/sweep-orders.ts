import type { MedusaContainer } from "@medusajs/framework/types"

import { runJob } from "../workflows/loyalty/flows/run-job"
import { SWEEP_JOB, sweepOrders } from "../workflows/loyalty/flows/sweep-orders"

/** Finds orders whose events were lost, decides them, and lists those it cannot decide. */
export default async function sweepOrdersJob(container: MedusaContainer): Promise<void> {
  await runJob(container, { job: SWEEP_JOB, work: (run) => sweepOrders(container, run) })
}

export const config = { name: "loyalty-sweep-orders", schedule: "7,22,37,52 * * * *" }

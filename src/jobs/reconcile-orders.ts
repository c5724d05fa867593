import type { MedusaContainer } from "@medusajs/framework/types"

import { reconcileOrders } from "../workflows/loyalty/flows/reconcile-orders"
import { runJob } from "../workflows/loyalty/flows/run-job"

/** Compares decided orders with the engine's own records, at 01:00 of the process's time zone. */
export default async function reconcileOrdersJob(container: MedusaContainer): Promise<void> {
  await runJob(container, {
    job: "reconcile-orders",
    work: (run) => reconcileOrders(container, run),
  })
}

export const config = { name: "loyalty-reconcile-orders", schedule: "0 1 * * *" }

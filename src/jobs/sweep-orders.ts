import type { MedusaContainer } from "@medusajs/framework/types"

import { runJob } from "../workflows/loyalty/flows/run-job"
import { sweepOrders } from "../workflows/loyalty/flows/sweep-orders"

/** Finds orders whose events were lost and decides them. */
export default async function sweepOrdersJob(container: MedusaContainer): Promise<void> {
  await runJob(container, "sweep-orders", () => sweepOrders(container))
}

export const config = { name: "loyalty-sweep-orders", schedule: "7,22,37,52 * * * *" }

import type { ExecArgs } from "@medusajs/framework/types"

import reconcileOrders from "../../../src/jobs/reconcile-orders"
import sweepOrders from "../../../src/jobs/sweep-orders"

/**
 * Does now what the schedule does every quarter of an hour and at night; `medusa exec` runs it.
 *
 * @public
 */
export default async function runChecks({ container }: ExecArgs): Promise<void> {
  await sweepOrders(container)
  await reconcileOrders(container)
}

import type { MedusaContainer } from "@medusajs/framework/types"

import { drainOperations } from "../workflows/loyalty/flows/drain-operations"
import { runJob } from "../workflows/loyalty/flows/run-job"
import { DRAIN_RUN_MS, endingAfter } from "../workflows/loyalty/utils/drain-run"
import { loyaltyService } from "../workflows/loyalty/utils/loyalty"

/**
 * Sends what is due to the engines, at most `drain_per_minute` operations a run: one run at a time
 * over all processes.
 */
export default async function drainOperationsJob(container: MedusaContainer): Promise<void> {
  const limit = loyaltyService(container).options().drain_per_minute
  await runJob(container, {
    job: "drain-operations",
    work: async (run) => {
      const figures = await drainOperations(container, {
        limit,
        run: endingAfter(run, DRAIN_RUN_MS),
      })
      return { ...figures }
    },
  })
}

export const config = { name: "loyalty-drain-operations", schedule: "* * * * *" }

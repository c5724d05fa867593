import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { runJob } from "./run-job"
import { SWEEP_JOB, sweepOrders } from "./sweep-orders"

/**
 * The sweep after a start, in processes that run jobs. False when another run has the lease, and it
 * is worth asking again.
 */
export async function runBootSweep(container: MedusaContainer): Promise<boolean> {
  const { projectConfig } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
  if (projectConfig.workerMode === "server") {
    return true
  }
  return runJob(container, { job: SWEEP_JOB, work: (run) => sweepOrders(container, run) })
}

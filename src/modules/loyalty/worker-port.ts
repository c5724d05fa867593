import type { Server } from "node:http"

import type * as framework from "@medusajs/framework"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type * as workerServer from "../../api/loyalty/worker-server"

import { lazily } from "./lazily"
import { LOYALTY_MODULE } from "./keys"

/**
 * Opens the port for probes and scrapers where this process is a worker and the shop has named
 * one; null everywhere else, because Medusa's own server answers there.
 */
export async function openWorkerPort({
  worker_port,
}: {
  worker_port?: number
}): Promise<Server | null> {
  const { container } = lazily<typeof framework>("@medusajs/framework")
  // The module alone, as in its own tests, has no application around it.
  if (worker_port === undefined || !container.hasRegistration(LOYALTY_MODULE)) {
    return null
  }
  const { projectConfig } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
  if (projectConfig.workerMode !== "worker") {
    return null
  }
  const { startWorkerServer } = lazily<typeof workerServer>("../../api/loyalty/worker-server")
  return startWorkerServer(container, worker_port)
}

import { randomUUID } from "node:crypto"

import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { loyaltyService } from "../utils/loyalty"

/** This process, in the leases of jobs. */
const OWNER = `${process.pid}-${randomUUID()}`

/**
 * Runs a job under its lease, so that two processes never run it at once, and writes how it went.
 * Never throws: a scheduled job that throws may not be armed again.
 */
export async function runJob(
  container: MedusaContainer,
  job: string,
  work: () => Promise<Record<string, number>>,
): Promise<void> {
  const service = loyaltyService(container)
  const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  try {
    const { lease_s } = service.options()
    if (!(await service.startJob({ job, lease_s, owner: OWNER }))) {
      return
    }
    const result = await outcomeOf(work)
    if (result.error) {
      logger.error(`loyalty: job ${job} failed: ${result.error}`)
    }
    await service.finishJob({ job, owner: OWNER, ...result })
  } catch (error) {
    logger.error(`loyalty: job ${job} could not be recorded: ${safeMessage(error)}`)
  }
}

async function outcomeOf(work: () => Promise<Record<string, number>>): Promise<{
  outcome: "ok" | "failed"
  figures: Record<string, number>
  error: string | null
}> {
  try {
    return { outcome: "ok", figures: await work(), error: null }
  } catch (error) {
    return { outcome: "failed", figures: {}, error: safeMessage(error) }
  }
}

import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { JobLease, type JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { observed } from "../utils/observed"

/** What a run did, by name, for its row and for health. */
export type JobFigures = Record<string, number>

export interface JobInput {
  /** Names the lease: one run of a job at a time, over all processes. */
  job: string
  /** Walks through what there is, and stops between two of them when `run.isOver()`. */
  work: (run: JobRun) => Promise<JobFigures>
  /** Seconds; the plugin's `lease_s` when absent. */
  lease_s?: number
}

/**
 * Runs a job under its lease, so that two processes never run it at once, and writes how it went.
 * The lease is renewed while the work goes on; a run that loses it stops and records nothing.
 * Never throws: a scheduled job that throws may not be armed again. False when another run has the
 * lease.
 */
export async function runJob(container: MedusaContainer, input: JobInput): Promise<boolean> {
  const service = loyaltyService(container)
  const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const { job } = input
  try {
    const lease = await JobLease.take(service, {
      job,
      lease_s: input.lease_s ?? service.options().lease_s,
    })
    if (!lease) {
      return false
    }
    const result = await observedWork(container, { job, lease, work: input.work })
    if (result.error) {
      logger.error(`loyalty: job ${job} failed: ${result.error}`)
    }
    if (!(await service.finishJob({ job, owner: lease.owner, ...result }))) {
      logger.warn(`loyalty: job ${job} lost its lease and stopped; another process goes on`)
    }
  } catch (error) {
    logger.error(`loyalty: job ${job} could not be recorded: ${safeMessage(error)}`)
  }
  return true
}

const observedWork = observed(
  (_container, { lease, work }: Pick<JobInput, "job" | "work"> & { lease: JobLease }) =>
    outcomeOf(lease, work),
  {
    name: "job",
    before: ({ job }) => ({ job }),
    after: ({ outcome }) => ({ outcome, level: outcome === "ok" ? "debug" : "warn" }),
  },
)

async function outcomeOf(lease: JobLease, work: JobInput["work"]) {
  try {
    const figures = await work(lease)
    const outcome = lease.isOver() ? ("stopped" as const) : ("ok" as const)
    return { outcome, figures, error: null }
  } catch (error) {
    return { outcome: "failed" as const, figures: {}, error: safeMessage(error) }
  } finally {
    lease.stop()
  }
}

import type { MedusaContainer } from "@medusajs/framework/types"
import { generateEntityId } from "@medusajs/framework/utils"

import type { LoyaltyModuleService } from "../../modules/loyalty/service"
import type { HealthStatus, JobHealth, LoyaltyHealthResponse } from "../../types/http/health"
import { loyaltyService } from "../../workflows/loyalty/utils/loyalty"
import { engineHealth, probedEngineHealth } from "./engine-health"

const DATABASE_DEADLINE_MS = 2_000
/** More stores than this are judged by their breakers alone, so that the answer stays quick. */
const PROBED_STORES_MAX = 20
const LISTED_STORES_MAX = 200
const JOBS_MAX = 50

type Checks = LoyaltyHealthResponse["checks"]

/** The reply around some checks. */
export function healthReply(status: HealthStatus, checks: Checks): LoyaltyHealthResponse {
  return {
    status,
    timestamp: new Date().toISOString(),
    uptime: Math.floor(process.uptime()),
    checks,
  }
}

/** Whether the database answers within its deadline. */
export async function databaseCheck(
  container: MedusaContainer,
): Promise<NonNullable<Checks["database"]>> {
  const deadline = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), DATABASE_DEADLINE_MS).unref()
  })
  // Why it does not answer is in the server's log; this route is open to everybody.
  const latency = await Promise.race([
    loyaltyService(container)
      .databaseLatency()
      .catch(() => null),
    deadline,
  ])
  return { status: latency === null ? "down" : "healthy", latency }
}

/** Everything: database, engines, the guard at completion, jobs. */
export async function deepReport(container: MedusaContainer): Promise<LoyaltyHealthResponse> {
  const database = await databaseCheck(container)
  if (database.status === "down") {
    return healthReply("down", { database })
  }
  const service = loyaltyService(container)
  const [engines, jobs] = await Promise.all([engineChecks(service), jobChecks(service)])
  const state = service.completionGuardState()
  const is_well =
    engines.every(({ status }) => status === "healthy") &&
    jobs.every(({ outcome }) => outcome !== "failed") &&
    (state === "held" || state === "host")
  return healthReply(is_well ? "healthy" : "degraded", {
    database,
    engines,
    completion_guard: { state, detail: service.completionGuardDetail() },
    jobs,
  })
}

async function engineChecks(service: LoyaltyModuleService) {
  const configs = await service.listStoreConfigsWithChannels()
  const enabled = configs.filter((config) => config.enabled).slice(0, LISTED_STORES_MAX)
  const correlation_id = generateEntityId(undefined, "lcor")
  return Promise.all(
    enabled.map((config, index) =>
      index < PROBED_STORES_MAX
        ? probedEngineHealth(service, config, correlation_id)
        : engineHealth(service, config),
    ),
  )
}

async function jobChecks(service: LoyaltyModuleService): Promise<JobHealth[]> {
  const runs = await service.listLoyaltyJobRuns({}, { take: JOBS_MAX, order: { job: "ASC" } })
  return runs.map(({ job, started_at, finished_at, outcome, lease_until }) => ({
    job,
    started_at: started_at?.toISOString() ?? null,
    finished_at: finished_at?.toISOString() ?? null,
    outcome,
    running: lease_until !== null && lease_until > new Date(),
  }))
}

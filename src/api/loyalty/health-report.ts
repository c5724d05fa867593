import type { ILockingModule, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, generateEntityId, Modules } from "@medusajs/framework/utils"

import type { LoyaltyModuleService } from "../../modules/loyalty/service"
import type { HealthStatus, JobHealth, LoyaltyHealthResponse } from "../../types/http/health"
import { loyaltyService } from "../../workflows/loyalty/utils/loyalty"
import { engineHealth, probedEngineHealth } from "./engine-health"

const DATABASE_DEADLINE_MS = 2_000
const REDIS_DEADLINE_S = 2
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
async function databaseCheck(container: MedusaContainer): Promise<NonNullable<Checks["database"]>> {
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

/**
 * Whether Medusa's locks, which live in Redis where the shop has one, can be taken; undefined
 * without Redis. Nobody else takes this process's key.
 */
async function redisCheck(container: MedusaContainer): Promise<Checks["redis"]> {
  const { projectConfig } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE)
  if (!projectConfig.redisUrl) {
    return undefined
  }
  const locking: ILockingModule = container.resolve(Modules.LOCKING)
  const begun = performance.now()
  const probe = locking
    .execute(`loyalty-health:${process.pid}:${begun}`, () => Promise.resolve(true), {
      timeout: REDIS_DEADLINE_S,
    })
    .catch(() => false)
  const answered = await Promise.race([probe, afterSeconds(REDIS_DEADLINE_S)])
  return answered
    ? { status: "healthy", latency: Math.round(performance.now() - begun) }
    : { status: "degraded", latency: null }
}

function afterSeconds(seconds: number): Promise<false> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(false), seconds * 1000).unref()
  })
}

/**
 * Whether this process can serve shoppers. Only the database decides that; engines are told as
 * their breakers see them, without a call, because a probe must not wait for an engine.
 */
export async function readyReport(container: MedusaContainer): Promise<LoyaltyHealthResponse> {
  const database = await databaseCheck(container)
  if (database.status === "down") {
    return healthReply("down", { database })
  }
  const service = loyaltyService(container)
  const [redis, configs] = await Promise.all([redisCheck(container), enabledStores(service)])
  const engines = await Promise.all(configs.map((config) => engineHealth(service, config)))
  const is_well = [...engines, ...(redis ? [redis] : [])].every(
    ({ status }) => status === "healthy",
  )
  return healthReply(is_well ? "healthy" : "degraded", {
    database,
    ...(redis && { redis }),
    engines,
  })
}

/** Everything: database, engines, the guard at completion, jobs. */
export async function deepReport(container: MedusaContainer): Promise<LoyaltyHealthResponse> {
  const database = await databaseCheck(container)
  if (database.status === "down") {
    return healthReply("down", { database })
  }
  const service = loyaltyService(container)
  const [redis, engines, jobs] = await Promise.all([
    redisCheck(container),
    engineChecks(service),
    jobChecks(service),
  ])
  const state = service.completionGuardState()
  const is_well =
    [...engines, ...(redis ? [redis] : [])].every(({ status }) => status === "healthy") &&
    jobs.every(({ outcome }) => outcome !== "failed") &&
    (state === "held" || state === "host")
  return healthReply(is_well ? "healthy" : "degraded", {
    database,
    ...(redis && { redis }),
    engines,
    completion_guard: { state, detail: service.completionGuardDetail() },
    jobs,
  })
}

async function engineChecks(service: LoyaltyModuleService) {
  const enabled = await enabledStores(service)
  const correlation_id = generateEntityId(undefined, "lcor")
  return Promise.all(
    enabled.map((config, index) =>
      index < PROBED_STORES_MAX
        ? probedEngineHealth(service, config, correlation_id)
        : engineHealth(service, config),
    ),
  )
}

async function enabledStores(service: LoyaltyModuleService) {
  const configs = await service.listStoreConfigsWithChannels()
  return configs.filter((config) => config.enabled).slice(0, LISTED_STORES_MAX)
}

async function jobChecks(service: LoyaltyModuleService): Promise<JobHealth[]> {
  const [runs, now] = await Promise.all([
    service.listLoyaltyJobRuns({}, { take: JOBS_MAX, order: { job: "ASC" } }),
    service.databaseClock(),
  ])
  return runs.map(({ job, started_at, finished_at, outcome, lease_until }) => ({
    job,
    started_at: started_at?.toISOString() ?? null,
    finished_at: finished_at?.toISOString() ?? null,
    outcome,
    running: lease_until !== null && lease_until > now,
  }))
}

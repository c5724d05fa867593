import { isLoyaltyError } from "../../modules/loyalty/domain/errors"
import type { LoyaltyModuleService } from "../../modules/loyalty/service"
import type { StoreConfigRow } from "../../modules/loyalty/persistence/config-service"
import type { EngineHealth } from "../../types/http/health"

const PROBE_MAX_AGE_MS = 30_000
const PROBE_DEADLINE_MS = 4_000
const PROBES_MAX = 1_000

interface Probe {
  /** Monotonic: a clock that is set back must not make an answer last. */
  at: number
  result: Promise<Pick<EngineHealth, "status" | "latency" | "code">>
}

/**
 * Answers of the last half minute, by store and configuration: the route is open to everybody, so
 * a flood of requests must not become a flood of calls to an engine.
 */
const probes = new Map<string, Probe>()

/** The engine of a store as its circuit breaker sees it, without a call. */
export async function engineHealth(
  service: LoyaltyModuleService,
  config: StoreConfigRow,
): Promise<EngineHealth> {
  try {
    const connection = await service.connectionFor(config)
    // What another process found out counts here, too.
    await service.refreshBreakers()
    const circuit_breaker = service.provider(config.provider_id).breakerState(connection)
    const status = circuit_breaker === "CLOSED" ? "healthy" : "degraded"
    return { store_id: config.store_id, status, circuit_breaker, latency: null }
  } catch (error) {
    if (!isLoyaltyError(error)) {
      throw error
    }
    return {
      store_id: config.store_id,
      status: "degraded",
      circuit_breaker: "CLOSED",
      latency: null,
      code: error.code,
    }
  }
}

/** The engine of a store as it answers now, or answered within the last half minute. */
export async function probedEngineHealth(
  service: LoyaltyModuleService,
  config: StoreConfigRow,
  correlation_id: string,
): Promise<EngineHealth> {
  const seen = await engineHealth(service, config)
  if (seen.code !== undefined || seen.circuit_breaker === "OPEN") {
    return seen
  }
  const key = `${config.id}:${config.config_version}`
  const known = probes.get(key)
  if (known && performance.now() - known.at < PROBE_MAX_AGE_MS) {
    return { ...seen, ...(await known.result) }
  }
  if (probes.size >= PROBES_MAX) {
    probes.clear()
  }
  const result = probe(service, config, correlation_id)
  probes.set(key, { at: performance.now(), result })
  const answer = await result
  // The probe itself may have opened the breaker.
  return { ...(await engineHealth(service, config)), ...answer }
}

async function probe(
  service: LoyaltyModuleService,
  config: StoreConfigRow,
  correlation_id: string,
) {
  const connection = await service.connectionFor(config)
  const deadline = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), PROBE_DEADLINE_MS).unref()
  })
  const check = service.provider(config.provider_id).checkConnection({
    connection,
    correlation_id,
    signal: AbortSignal.timeout(PROBE_DEADLINE_MS),
  })
  // A provider that ignores the signal must not hold the answer up.
  const checked = await Promise.race([check.catch(() => null), deadline])
  if (!checked) {
    return { status: "degraded", latency: null, code: "timeout" } as const
  }
  const failed = checked.steps.find(({ ok }) => !ok)
  return {
    status: checked.ok ? "healthy" : "degraded",
    latency: checked.steps.reduce((sum, { latency_ms }) => sum + latency_ms, 0),
    ...(failed?.code !== undefined && { code: failed.code }),
  } as const
}

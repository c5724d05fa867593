import type { BreakerState } from "../provider"

/** `degraded` still serves every shopper; only `down` does not. */
export type HealthStatus = "healthy" | "degraded" | "down"

export interface EngineHealth {
  store_id: string
  status: HealthStatus
  circuit_breaker: BreakerState
  /** Milliseconds of the last probe; null when none was made. */
  latency: number | null
  code?: string
}

export interface JobHealth {
  job: string
  started_at: string | null
  finished_at: string | null
  outcome: string | null
  running: boolean
}

/** `GET /loyalty/health`, and `/ready` and `/live` with more checks. */
export interface LoyaltyHealthResponse {
  status: HealthStatus
  timestamp: string
  /** Seconds since the process started. */
  uptime: number
  checks: {
    database?: { status: HealthStatus; latency: number | null }
    /** Only where the shop has configured Redis; without it carts are sold, so it only degrades. */
    redis?: { status: HealthStatus; latency: number | null }
    engines?: EngineHealth[]
    completion_guard?: { state: string; detail: string | null }
    jobs?: JobHealth[]
  }
}

/** One thing that is wrong with an installation, and what to do about it. */
export interface LoyaltyFinding {
  /** What was looked at: keys, tables, routes, hooks, workflows, secrets, redis, … */
  check: string
  severity: "error" | "warning"
  message: string
  advice: string
}

/** `GET /admin/loyalty/doctor`; errors first. */
export interface AdminLoyaltyDoctorResponse {
  findings: LoyaltyFinding[]
}

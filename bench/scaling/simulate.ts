import { nextAttemptDelay_s } from "../../src/modules/loyalty/domain/backoff"
import { AT_ONCE } from "../../src/workflows/loyalty/utils/claim-width"
import { DRAIN_RUN_MS } from "../../src/workflows/loyalty/utils/drain-run"
import type { Costs } from "./costs"

/** What so many orders an hour need. */
export interface Needs {
  orders_per_hour: number
  /** Processes that answer shoppers, with the plugin and without it. */
  servers: number
  bare_servers: number
  /** Processes that drain the outbox. */
  workers: number
  /** Postgres connections of all of them. */
  connections: number
  engine_calls_per_s: number
  /** In our tables, in a month of such hours. */
  gigabytes_per_month: number
  /** Sessions that the hot tables hold until they are archived. */
  hot_sessions: number
  /** The outbox after the engine was away for an hour. */
  backlog: number
  minutes_to_catch_up: number
}

/** A process keeps answering in time up to this share of a core. */
const LOAD_MAX = 0.7
/** The busiest hour is half as busy again in its busiest minutes. */
const PEAK = 1.5
/** Of a worker's time, what is left for drains beside its other jobs and events. */
const DRAIN_SHARE = 0.5
const MS_PER_HOUR = 3_600_000
const MINUTES_PER_HOUR = 60
const SECONDS_PER_HOUR = 3_600
const SECONDS_PER_MINUTE = 60
/** What `drain_per_minute` allows a run of the drain by default, and how long a run works. */
const DRAIN_PER_MINUTE = 6_000
const NO_JITTER = 0.5
/** An hour's orders come so many times a month: shops have quiet hours. */
const HOURS_PER_MONTH = 30 * 10
const ARCHIVE_AFTER_DAYS = 30
const DAYS_PER_MONTH = 30
const BYTES_PER_GIGABYTE = 1e9
/** Connections that a process has in use at once at most, with room. */
const POOL_OF_SERVER = 10
const POOL_OF_WORKER = 5
const CATCH_UP_LIMIT_MINUTES = 24 * MINUTES_PER_HOUR

/**
 * Works out an hour of so many orders.
 *
 * @param engine_ms what the engine takes for a finalize, beyond the simulator, which was measured
 */
export function needsOf(costs: Costs, orders_per_hour: number, engine_ms: number): Needs {
  const cores = (cpu_ms: number) => (orders_per_hour * PEAK * cpu_ms) / MS_PER_HOUR / LOAD_MAX
  const servers = Math.ceil(cores(costs.bare_cpu_ms + costs.shopper_cpu_ms))
  const drain_ms = drainTime_ms(costs, engine_ms)
  const workers = Math.max(
    1,
    Math.ceil((orders_per_hour * PEAK * drain_ms) / MS_PER_HOUR / DRAIN_SHARE),
  )
  const monthly = orders_per_hour * HOURS_PER_MONTH
  return {
    orders_per_hour,
    servers,
    bare_servers: Math.ceil(cores(costs.bare_cpu_ms)),
    workers,
    connections: servers * POOL_OF_SERVER + workers * POOL_OF_WORKER,
    engine_calls_per_s: (orders_per_hour * PEAK * costs.engine_calls) / SECONDS_PER_HOUR,
    gigabytes_per_month: (monthly * costs.bytes) / BYTES_PER_GIGABYTE,
    hot_sessions: (monthly * ARCHIVE_AFTER_DAYS) / DAYS_PER_MONTH,
    ...afterAnOutage(drain_ms, orders_per_hour),
  }
}

/** How long one drain is busy with one order: it waits for the answers to some orders at once. */
function drainTime_ms({ drain_wall_ms }: Costs, engine_ms: number): number {
  return drain_wall_ms + engine_ms / AT_ONCE
}

/**
 * Minute by minute: for an hour the engine answers nothing, and each order's finalize is postponed
 * again and again; then it is back. What comes due is sent by one run of the drain at a time, over
 * all processes, while new orders are sent by their own events.
 */
function afterAnOutage(
  drain_ms: number,
  orders_per_hour: number,
): Pick<Needs, "backlog" | "minutes_to_catch_up"> {
  const arriving = orders_per_hour / MINUTES_PER_HOUR
  const due = new Map<number, number>()
  for (let placed = 0; placed < MINUTES_PER_HOUR; placed++) {
    const minute = Math.floor(dueAfterOutage(placed))
    due.set(minute, (due.get(minute) ?? 0) + arriving)
  }
  const each = Math.min(DRAIN_PER_MINUTE, DRAIN_RUN_MS / drain_ms)
  let left = orders_per_hour
  let waiting = 0
  let minutes = 0
  while (left > 0.5 && minutes < CATCH_UP_LIMIT_MINUTES) {
    waiting += due.get(MINUTES_PER_HOUR + minutes) ?? 0
    const sent = Math.min(waiting, each)
    waiting -= sent
    left -= sent
    minutes += 1
  }
  return { backlog: orders_per_hour, minutes_to_catch_up: minutes }
}

/** In which minute an order that was placed in this one is tried first after the outage. */
function dueAfterOutage(placed: number): number {
  let due = placed
  for (let attempt = 0; due < MINUTES_PER_HOUR; attempt++) {
    due += nextAttemptDelay_s(attempt, NO_JITTER) / SECONDS_PER_MINUTE
  }
  return due
}

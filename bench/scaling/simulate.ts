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
/** What `drain_per_minute` allows each process by default. */
const DRAIN_PER_MINUTE = 6_000
/** An hour's orders come so many times a month: shops have quiet hours. */
const HOURS_PER_MONTH = 30 * 10
const ARCHIVE_AFTER_DAYS = 30
const DAYS_PER_MONTH = 30
const BYTES_PER_GIGABYTE = 1e9
/** Connections that a process has in use at once at most, with room. */
const POOL_OF_SERVER = 10
const POOL_OF_WORKER = 5
const CATCH_UP_LIMIT_MINUTES = 24 * MINUTES_PER_HOUR

/** Works out an hour of so many orders. */
export function needsOf(costs: Costs, orders_per_hour: number): Needs {
  const cores = (cpu_ms: number) => (orders_per_hour * PEAK * cpu_ms) / MS_PER_HOUR / LOAD_MAX
  const servers = Math.ceil(cores(costs.bare_cpu_ms + costs.shopper_cpu_ms))
  const workers = Math.max(
    1,
    Math.ceil((orders_per_hour * PEAK * costs.drain_wall_ms) / MS_PER_HOUR / DRAIN_SHARE),
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
    ...afterAnOutage(costs, { orders_per_hour, workers }),
  }
}

/**
 * Minute by minute: for an hour the engine answers nothing and orders pile up, then it is back and
 * new orders keep coming while the workers catch up.
 */
function afterAnOutage(
  { drain_wall_ms }: Costs,
  { orders_per_hour, workers }: { orders_per_hour: number; workers: number },
): Pick<Needs, "backlog" | "minutes_to_catch_up"> {
  const arriving = orders_per_hour / MINUTES_PER_HOUR
  const each = Math.min(DRAIN_PER_MINUTE, MS_PER_HOUR / MINUTES_PER_HOUR / drain_wall_ms)
  const drained = workers * each
  let waiting = 0
  for (let minute = 0; minute < MINUTES_PER_HOUR; minute++) {
    waiting += arriving
  }
  const backlog = Math.round(waiting)
  let minutes = 0
  while (waiting > arriving && minutes < CATCH_UP_LIMIT_MINUTES) {
    waiting = Math.max(0, waiting + arriving - drained)
    minutes += 1
  }
  return { backlog, minutes_to_catch_up: minutes }
}

const GENEROUS = { points: 100_000, duration_s: 1 }

/** Time limits of the engine's calls in the harness; the page of results names them. */
export const TIMEOUTS_MS = { identify: 1_000, calculate: 1_500, finalize: 1_500, status: 1_000 }

/** What a process may open to Postgres and to the engine: as many as the drain has in flight. */
export const CONNECTIONS = { database: 10, engine: 8 }

/** How the harness sets the PDI provider: short limits, and a breaker that is tried again soon. */
export const ENGINE_OPTIONS = {
  allow_private_addresses: true,
  timeouts_ms: TIMEOUTS_MS,
  max_connections: CONNECTIONS.engine,
  breaker: { consecutive_failures: 5, open_ms: 1_000 },
}

/** How it sets the module: a harness is one address with many shoppers. */
export const MODULE_OPTIONS = {
  drain_per_minute: 300,
  identify_rate_limit: { per_cart: GENEROUS, per_identifier: GENEROUS, per_address: GENEROUS },
}

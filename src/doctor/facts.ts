/** What the doctor looks at, gathered by others: the checks themselves touch nothing. */
export interface Facts {
  environment: Environment
  /** The shop's own code and its other plugins; never ours. */
  neighbours: Neighbour[]
  /** Our own names, to be compared with theirs. */
  ours: OurNames
  /** Null where the application could not be started. */
  live: LiveFacts | null
}

export interface Environment {
  is_production: boolean
  worker_mode: string
  has_redis: boolean
  /** What `medusa-config` resolves for event bus, workflow engine and locking. */
  event_bus: string | null
  workflow_engine: string | null
  locking: string[]
  jwt_secret: string | undefined
  cookie_secret: string | undefined
  has_metrics_token: boolean
  /** Where a worker serves health and metrics, and the port that Medusa itself listens on. */
  worker_port: string | null
  medusa_port: string
  /** Ids of encryption keys that anybody could guess: all bytes alike. */
  guessable_keys: string[]
}

export interface Neighbour {
  /** A plugin's package, or `this project`. */
  owner: string
  files: { path: string; code: string }[]
}

export interface OurNames {
  module_key: string
  table_prefix: string
  /** Folders below `api`, e.g. `store/loyalty/identify`. */
  routes: string[]
  /** Ids of workflows and steps. */
  workflow_ids: string[]
}

export interface LiveFacts {
  completion_guard: { state: string; detail: string | null }
  pending_migrations: string[]
  foreign_tables: string[]
  /** How far the database's clock is ahead of this machine's, in milliseconds. */
  clock_skew_ms: number
  credentials: { store_id: string; state: "ok" | "old_key" | "unreadable" }[]
  engines: { store_id: string; ok: boolean; code: string | null }[]
  /** What could not be read, and why. */
  unread: { what: string; because: string }[]
}

export type { LoyaltyFinding as Finding } from "../types/http/health"

/** Postgres for tests, the demo and the benchmarks: no server to install, no container. */
export { removeAbandoned, startPostgres, type PostgresOptions } from "./postgres/start"
export type { PostgresServer } from "./postgres/server"

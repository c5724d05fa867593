import { existsSync, readdirSync } from "node:fs"
import path from "node:path"

import { removeAbandoned, startPostgres } from "../scripts/lib/postgres"

const CACHE = path.resolve(".cache", "postgres")

/**
 * Starts Postgres once for all integration tests, before any worker exists.
 *
 * Every run has a server and a data folder of its own, so that two runs in one working tree cannot
 * see each other's databases.
 */
export default async function setup(): Promise<() => Promise<void>> {
  await removeLeftovers()
  const postgres = await startPostgres({
    dataDir: path.join(CACHE, `test-${process.pid}`),
    durable: false,
  })
  // Medusa's runner asks for TLS unless the host's name contains "localhost".
  process.env.DB_HOST = postgres.host === "127.0.0.1" ? "localhost" : postgres.host
  process.env.DB_PORT = String(postgres.port)
  process.env.DB_USERNAME = postgres.user
  process.env.DB_PASSWORD = postgres.password
  return () => postgres.stop()
}

// A run that was killed leaves its server running.
const removeLeftovers = async (): Promise<void> => {
  if (process.env.DATABASE_URL || !existsSync(CACHE)) {
    return
  }
  const names = readdirSync(CACHE).flatMap((file) => /^(test-\d+)\.owner$/.exec(file)?.[1] ?? [])
  await Promise.all(names.map((name) => removeAbandoned(path.join(CACHE, name))))
}

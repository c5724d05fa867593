import { Client } from "@medusajs/framework/pg"

import type { Stage } from "./stage"

/** What the shop's connections wait for a lock at most, where a test says nothing else. */
const LOCK_TIMEOUT_MS = 300

/**
 * Locks a table from a connection of its own, as a migration does that writes it anew. Answers how
 * to let it go.
 *
 * @param lock_timeout_ms how long other connections wait for it; 0 for as long as it takes
 *
 * @example
 * const letGo = await lockTable(stage, "loyalty_engine_session")
 */
export async function lockTable(
  { sql }: Stage,
  table: string,
  lock_timeout_ms = LOCK_TIMEOUT_MS,
): Promise<() => Promise<void>> {
  const [here] = await sql<{ database: string }>("SELECT current_database() AS database")
  const client = new Client({
    host: process.env.DB_HOST ?? "127.0.0.1",
    port: Number(process.env.DB_PORT ?? 5432),
    user: process.env.DB_USERNAME ?? "postgres",
    password: process.env.DB_PASSWORD ?? "",
    database: here!.database,
  })
  await client.connect()
  await client.query(`ALTER DATABASE "${here!.database}" SET lock_timeout = '${lock_timeout_ms}ms'`)
  // Only new connections know of it.
  await client.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid()`,
  )
  await client.query("BEGIN")
  await client.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`)
  return () => client.end()
}

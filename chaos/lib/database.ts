import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { setTimeout as sleep } from "node:timers/promises"

import { Client } from "@medusajs/framework/pg"

import { waitFor } from "../../integration-tests/helpers/wait-for"
import { DemoDatabase } from "../../scripts/demo/lib/database"
import { migrationsFingerprint } from "../../scripts/demo/lib/migrations"
import { ROOT } from "../../scripts/demo/lib/paths"
import { migrate } from "../../scripts/demo/parts/medusa"
import { seed } from "../../scripts/demo/parts/seed"
import type { Child } from "../../scripts/demo/lib/child"
import type { SeedReport } from "../../scripts/demo/seed/report"
import { startPostgres, type PostgresServer } from "../../scripts/lib/postgres"
import { isAlive } from "../../scripts/lib/postgres/postmaster"
import { CHAOS_FOLDER } from "./paths"

const SEED = path.join(ROOT, "scripts", "demo", "seed")
const DATA = path.join(CHAOS_FOLDER, "postgres")
const DATABASE = "chaos"
const BUILDING = "chaos_building"
const HASH_LENGTH = 12
const POLL_MS = 10
/** Longer than anybody looks; the pause ends with its connection. */
const PAUSE_S = 60

export type Row = Record<string, unknown>

/** Where the next transaction that comes there stops in the middle of its work. */
export interface Pause {
  table: string
  event: "insert" | "update"
}

/** The harness's own Postgres, on real files with real syncs, which it can kill and start again. */
export class ChaosDatabase {
  private constructor(private server: PostgresServer) {}

  static async start(): Promise<ChaosDatabase> {
    // A server of somebody else must not be killed.
    delete process.env.DATABASE_URL
    return new ChaosDatabase(await startPostgres({ dataDir: DATA, durable: true }))
  }

  get port(): number {
    return this.server.port
  }

  /** The database as seen through a proxy on another port. */
  urlOn(port: number): string {
    const url = new URL(this.server.databaseUrl(DATABASE))
    url.port = String(port)
    return url.toString()
  }

  async sql<T extends object = Row>(statement: string, values: unknown[] = []): Promise<T[]> {
    return query<T>(this.server.databaseUrl(DATABASE), statement, values)
  }

  /**
   * A fresh copy of a migrated and seeded shop. The original is kept for the next run until a
   * migration or the seed changes.
   */
  async fill(
    admin: { email: string; password: string },
    { env, watch }: { env: (databaseUrl: string) => NodeJS.ProcessEnv; watch: (c: Child) => void },
  ): Promise<SeedReport> {
    const original = `chaos_of_${fingerprint()}`
    const names = await this.databases()
    await this.drop(...names.filter((name) => name.startsWith("chaos") && name !== original))
    if (!names.includes(original)) {
      await this.maintain(`create database ${BUILDING}`)
      const databaseUrl = this.server.databaseUrl(BUILDING)
      const logFolder = path.join(CHAOS_FOLDER, "logs")
      const project = { folder: ROOT, env: env(databaseUrl), logFolder }
      await migrate(project, watch)
      const script = path.join(SEED, "index.ts")
      await seed({ project, database: new DemoDatabase(databaseUrl), admin, script }, watch)
      // The name comes last: an original that exists under it is complete.
      await this.maintain(`alter database ${BUILDING} rename to ${original}`)
    }
    await this.maintain(`create database ${DATABASE} template ${original}`)
    const shop = await new DemoDatabase(this.server.databaseUrl(DATABASE)).seedReport()
    if (!shop) {
      throw new Error("The seeded database has no seed report.")
    }
    return shop
  }

  /** `pg_ctl stop -m immediate`: no checkpoint, every backend dropped in the middle of its work. */
  async crash(): Promise<void> {
    const [row] = await this.sql<{ pid: string }>(
      "select split_part(pg_read_file('postmaster.pid'), E'\\n', 1) as pid",
    )
    const pid = Number(row?.pid)
    process.kill(pid, "SIGQUIT")
    while (isAlive(pid)) {
      await sleep(POLL_MS)
    }
  }

  /** Starts the crashed server on the same port; it recovers from its log. */
  async restart(): Promise<void> {
    const { port } = this
    this.server = await startPostgres({ dataDir: DATA, durable: true, port })
  }

  /** As an administrator does: every connection of the shop is ended by the server. */
  async terminateBackends(): Promise<void> {
    await this.maintain(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${DATABASE}'`,
    )
  }

  /** As a disk that is full: every statement that writes is refused, in connections old and new. */
  async readOnly(is_read_only: boolean): Promise<void> {
    const setting = is_read_only ? "on" : "off"
    await this.maintain(`alter database ${DATABASE} set default_transaction_read_only = ${setting}`)
    await this.terminateBackends()
  }

  /** Whoever writes into a table from now on waits there, with everything before it uncommitted. */
  async pause({ table, event }: Pause): Promise<void> {
    await this.sql(
      `create or replace function chaos_pause() returns trigger language plpgsql as
        $$ begin perform pg_sleep(${PAUSE_S}); return new; end $$`,
    )
    await this.sql(
      `create trigger chaos_pause before ${event} on "${table}"
         for each row execute function chaos_pause()`,
    )
  }

  /** Resolves when somebody waits there. */
  async paused(): Promise<void> {
    await waitFor(async () => {
      const waiting = await this.sql(
        "select pid from pg_stat_activity where datname = $1 and wait_event = 'PgSleep'",
        [DATABASE],
      )
      return waiting.length > 0
    })
  }

  /** Ends the pause, and every connection: whoever waited in it has written nothing. */
  async resume({ table }: Pause): Promise<void> {
    await this.terminateBackends()
    await this.sql(`drop trigger chaos_pause on "${table}"`)
  }

  stop(): Promise<void> {
    return this.server.stop()
  }

  private async databases(): Promise<string[]> {
    const rows = await query<{ name: string }>(
      this.server.url,
      "select datname as name from pg_database",
    )
    return rows.map(({ name }) => name)
  }

  private async drop(...names: string[]): Promise<void> {
    for (const name of names) {
      await this.maintain(`drop database ${name} with (force)`)
    }
  }

  private async maintain(statement: string): Promise<void> {
    await query(this.server.url, statement)
  }
}

async function query<T extends object>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<T>(statement, values)).rows
  } finally {
    await client.end()
  }
}

function fingerprint(): string {
  const hash = createHash("sha256").update(migrationsFingerprint(ROOT))
  const files = readdirSync(SEED, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => path.join(file.parentPath, file.name))
    .sort()
  for (const file of files) {
    hash.update(readFileSync(file))
  }
  return hash.digest("hex").slice(0, HASH_LENGTH)
}

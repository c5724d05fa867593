import { existsSync, mkdirSync, readdirSync } from "node:fs"
import path from "node:path"

import { Client } from "@medusajs/framework/pg"

import { commandsIn, inLanguages } from "../../unit-tests/docs/support/blocks"
import { DemoError } from "../demo/lib/errors"
import { ROOT } from "../demo/lib/paths"
import type { Progress } from "../demo/lib/progress"
import { machinePostgres } from "../lib/postgres/programs"
import { runLine } from "./run-line"
import type { Deployed } from "./services"

const GUIDE = "docs/deployment.md"
const CHANGED = [
  `DROP TABLE loyalty_engine_transaction, loyalty_engine_store_credential`,
  `DELETE FROM loyalty_engine_operation`,
  `UPDATE loyalty_engine_session SET status = 'failed', order_id = NULL`,
  `DELETE FROM "order"`,
]

const MIGRATIONS = readdirSync(path.join(ROOT, "src", "modules", "loyalty", "migrations"))
  .filter((name) => /^Migration\d+\.ts$/.test(name))
  .map((name) => path.basename(name, ".ts"))
  .sort()

/**
 * The last one, and one more for each registered provider: Medusa runs a module's script again for
 * each of its providers, as the guide says.
 */
const REVERTED = 2

/** What stands in a database: each table with a sum over its rows. */
type Contents = Record<string, string>

/**
 * Loses a part of the shop's data and gets it back as the guide says, then takes the last migrations
 * back and runs them again.
 */
export async function backupAndRollback(
  shop: Deployed,
  { folder, progress }: { folder: string; progress: Progress },
): Promise<void> {
  const { database, stopShop, start, runInServer } = shop
  const place = path.join(folder, "backup")
  mkdirSync(place, { recursive: true })
  const env = {
    ...process.env,
    DATABASE_URL: database,
    PATH: `${machinePostgres()}${path.delimiter}${process.env.PATH ?? ""}`,
  }
  const asGuideSays = (beginning: string) => runLine(lineOf(beginning), { cwd: place, env })
  const before = await progress.step("Backup: pg_dump of the shop that sells", async () => {
    await stopShop()
    const contents = await contentsOf(database)
    await asGuideSays("pg_dump ")
    mustBe(existsSync(path.join(place, "shop.dump")), "pg_dump left no file")
    return contents
  })
  await progress.step("Backup: tables and rows are lost, pg_restore", async () => {
    await change(database, CHANGED)
    const lost = difference(before, await contentsOf(database))
    mustBe(lost.length >= CHANGED.length, `only ${lost.join(", ")} changed`)
    await asGuideSays("pg_restore ")
    mustBeAlike(before, await contentsOf(database))
  })
  await progress.step("Upgrade: db:rollback, and the migration again", async () => {
    const schema = await schemaOf(database)
    await runInServer(lineOf("npx medusa db:rollback "))
    const older = await schemaOf(database)
    const reverted = MIGRATIONS.filter((name) => schema.includes(name) && !older.includes(name))
    mustBe(
      reverted.join() === MIGRATIONS.slice(-REVERTED).join(),
      `db:rollback took back ${reverted.join(", ") || "nothing"}, not the last ${REVERTED}`,
    )
    await start(["migrate"])
    mustBe((await schemaOf(database)).join() === schema.join(), "the migration made other tables")
  })
  await start(["server", "worker"])
}

function lineOf(beginning: string): string {
  const lines = inLanguages("bash")
    .filter(({ page }) => page === path.normalize(GUIDE))
    .flatMap(({ code }) => commandsIn(code))
    .filter((line) => line.startsWith(beginning))
  const [line, ...others] = lines
  if (line === undefined || others.length > 0) {
    throw new DemoError(`${GUIDE} has ${lines.length} commands that begin with ${beginning}`)
  }
  return line
}

async function contentsOf(database: string): Promise<Contents> {
  return inside(database, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1`,
    )
    const contents: Contents = {}
    for (const { name } of tables) {
      const { rows } = await client.query<{ sum: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg(line, '' ORDER BY line)), '') AS sum
           FROM (SELECT to_jsonb(t)::text AS line FROM "${name}" t) AS lines`,
      )
      contents[name] = rows[0]?.sum ?? ""
    }
    return contents
  })
}

/** Every column and index of the plugin's, and which of its migrations have run. */
async function schemaOf(database: string): Promise<string[]> {
  return inside(database, async (client) => {
    const { rows } = await client.query<{ line: string }>(
      `SELECT format('%s.%s %s', table_name, column_name, data_type) AS line
         FROM information_schema.columns WHERE table_name LIKE 'loyalty\\_engine\\_%'
       UNION ALL
       SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'loyalty\\_engine\\_%'
       UNION ALL
       SELECT name FROM mikro_orm_migrations WHERE name = ANY ($1)
       ORDER BY 1`,
      [MIGRATIONS],
    )
    return rows.map(({ line }) => line)
  })
}

async function change(database: string, statements: readonly string[]): Promise<void> {
  await inside(database, async (client) => {
    for (const statement of statements) {
      await client.query(statement)
    }
  })
}

async function inside<T>(database: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: database })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

function difference(one: Contents, other: Contents): string[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].filter((name) => one[name] !== other[name])
}

function mustBeAlike(wanted: Contents, found: Contents): void {
  const different = difference(wanted, found)
  mustBe(different.length === 0, `these are not as they were: ${different.join("; ")}`)
}

function mustBe(is_so: boolean, otherwise: string): asserts is_so {
  if (!is_so) {
    throw new DemoError(`Backup and rollback: ${otherwise}`)
  }
}

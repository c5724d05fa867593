import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"

import { Client } from "@medusajs/framework/pg"

const FOLDER = path.resolve("src", "modules", "loyalty", "migrations")
const NAMES = readdirSync(FOLDER)
  .filter((name) => /^Migration\d+\.ts$/.test(name))
  .sort()
const load = createRequire(import.meta.url)

/** The part of a MikroORM migration that says what it would run. */
interface Migration {
  up(): Promise<void>
  down(): Promise<void>
  getQueries(): string[]
}
type MigrationClass = new (driver: unknown, config: unknown) => Migration

const queriesOf = async (name: string, direction: "up" | "down"): Promise<string[]> => {
  const exported = load(path.join(FOLDER, name)) as Record<string, MigrationClass>
  const Class = exported[path.basename(name, ".ts")]!
  const migration = new Class(undefined, undefined)
  await migration[direction]()
  return migration.getQueries()
}

/** Every column, index and constraint of the plugin's, one a line. */
const SCHEMA = `
  SELECT format('%s.%s %s%s default %s', table_name, column_name, data_type,
                CASE is_nullable WHEN 'NO' THEN ' not null' ELSE '' END, column_default) AS line
    FROM information_schema.columns WHERE table_name LIKE 'loyalty_engine_%'
  UNION ALL
  SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'loyalty_engine_%'
  UNION ALL
  SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE conrelid::regclass::text LIKE 'loyalty_engine_%' AND contype <> 'n'
  ORDER BY 1`

const SESSION = {
  id: "lses_old",
  store_id: "store_1",
  provider_id: "pdi",
  participant_id: "ACME",
  site_id: "0300",
  config_version: 1,
  cart_id: "cart_1",
  currency_code: "usd",
  member_id: "lmem_1",
  provider_session_id: "sess_1",
  pos_sequence_id: "0300-1",
  status: "active",
}

describe("the migrations of the plugin", () => {
  const database = `loyalty_migrations_${process.pid}`
  let admin: Client
  let client: Client

  const connection = (name: string) => ({
    host: process.env.DB_HOST ?? "127.0.0.1",
    port: Number(process.env.DB_PORT ?? 5432),
    user: process.env.DB_USERNAME ?? "postgres",
    password: process.env.DB_PASSWORD ?? "",
    database: name,
  })
  const schema = async (): Promise<string[]> =>
    (await client.query<{ line: string }>(SCHEMA)).rows.map(({ line }) => line)
  const run = async (name: string, direction: "up" | "down"): Promise<void> => {
    for (const query of await queriesOf(name, direction)) {
      await client.query(query)
    }
  }

  beforeEach(async () => {
    admin = new Client(connection("postgres"))
    await admin.connect()
    await admin.query(`CREATE DATABASE ${database}`)
    client = new Client(connection(database))
    await client.connect()
  })

  afterEach(async () => {
    await client.end()
    await admin.query(`DROP DATABASE ${database} WITH (FORCE)`)
    await admin.end()
  })

  it("are taken down again one by one to what was there before, and up once more", async () => {
    const states = [await schema()]
    for (const name of NAMES) {
      await run(name, "up")
      states.push(await schema())
    }
    const whole = states.at(-1)!
    expect(whole.length).toBeGreaterThan(100)
    for (const [at, name] of [...NAMES.entries()].reverse()) {
      await run(name, "down")
      expect([name, await schema()]).toEqual([name, states[at]])
    }
    expect(await schema()).toEqual([])
    for (const name of NAMES) {
      await run(name, "up")
    }
    expect(await schema()).toEqual(whole)
  })

  it("leave the live sessions of an older version as they were", async () => {
    const [first, ...later] = NAMES
    await run(first!, "up")
    const { rows: columns } = await client.query<{ column_name: string; data_type: string }>(
      `SELECT column_name, data_type FROM information_schema.columns
        WHERE table_name = 'loyalty_engine_session' AND is_nullable = 'NO'
          AND column_default IS NULL`,
    )
    const given: Record<string, unknown> = { ...SESSION }
    for (const { column_name, data_type } of columns) {
      given[column_name] ??= data_type.startsWith("timestamp") ? new Date() : 0
    }
    const names = Object.keys(given)
    await client.query(
      `INSERT INTO loyalty_engine_session (${names.map((name) => `"${name}"`).join(", ")})
       VALUES (${names.map((_, at) => `$${at + 1}`).join(", ")})`,
      Object.values(given),
    )
    const read = async () =>
      (await client.query<Record<string, unknown>>("SELECT * FROM loyalty_engine_session")).rows
    const [before] = await read()

    for (const name of later) {
      await run(name, "up")
    }
    const after = await read()
    expect(after).toHaveLength(1)
    expect(after[0]).toMatchObject(before!)
  })
})

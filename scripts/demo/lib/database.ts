import { Client } from "@medusajs/framework/pg"

import { CREATE_NOTES, NOTES_TABLE, SEED_NOTE, type SeedReport } from "../seed/report"
import { DemoError } from "./errors"

const MISSING_DATABASE = "3D000"
const MISSING_TABLE = "42P01"
const MIGRATIONS_NOTE = "migrations"

/** What the demo asks its database beside Medusa. */
export class DemoDatabase {
  constructor(private readonly url: string) {}

  /** Makes the database when the server does not have it. */
  async create(): Promise<void> {
    try {
      await this.run("select 1")
    } catch (error) {
      if (codeOf(error) !== MISSING_DATABASE) {
        throw new DemoError(`Postgres refuses the demo: ${messageOf(error)}`)
      }
      const url = new URL(this.url)
      const name = decodeURIComponent(url.pathname.slice(1))
      url.pathname = "/postgres"
      await new DemoDatabase(url.toString()).run(`create database "${name.replaceAll('"', '""')}"`)
    }
  }

  /** Whether these migrations have been run to their end. */
  async isMigrated(fingerprint: string): Promise<boolean> {
    return (await this.read(MIGRATIONS_NOTE)) === fingerprint
  }

  async noteMigrations(fingerprint: string): Promise<void> {
    for (const statement of CREATE_NOTES) {
      await this.run(statement)
    }
    await this.run(
      `insert into ${NOTES_TABLE} (name, value) values ($1, $2::jsonb)
       on conflict (name) do update set value = excluded.value`,
      [MIGRATIONS_NOTE, JSON.stringify(fingerprint)],
    )
  }

  /** Where the seeded things are; undefined until the seed is complete. */
  async seedReport(): Promise<SeedReport | undefined> {
    return (await this.read(SEED_NOTE)) as SeedReport | undefined
  }

  private async read(name: string): Promise<unknown> {
    try {
      const [row] = await this.run(`select value from ${NOTES_TABLE} where name = $1`, [name])
      return row?.value
    } catch (error) {
      if (codeOf(error) === MISSING_TABLE) {
        return undefined
      }
      throw error
    }
  }

  private async run(sql: string, values: unknown[] = []): Promise<{ value?: unknown }[]> {
    const client = new Client({ connectionString: this.url })
    await client.connect()
    try {
      const { rows } = await client.query<{ value?: unknown }>(sql, values)
      return rows
    } finally {
      await client.end()
    }
  }
}

const codeOf = (error: unknown): string | undefined =>
  (error as { code?: string } | undefined)?.code

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || (codeOf(error) ?? error.name) : String(error)

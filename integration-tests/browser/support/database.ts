import { Client } from "@medusajs/framework/pg"

/** An empty database on the Postgres of this test run. */
export interface Database {
  readonly url: string
  /** Changes rows behind Medusa's back. */
  run(sql: string, values?: unknown[]): Promise<void>
  drop(): Promise<void>
}

/** Makes a database of its own for a server that runs as a process beside the test. */
export async function createDatabase(topic = "shop"): Promise<Database> {
  const name = `browser_${topic}_${process.pid}`
  await run(`create database "${name}"`)
  const url = urlOf(name)
  return {
    url,
    run: (sql, values) => runIn(url, sql, values),
    drop: () => run(`drop database "${name}" with (force)`),
  }
}

function urlOf(database: string): string {
  const { DB_HOST, DB_PORT, DB_USERNAME = "", DB_PASSWORD = "" } = process.env
  const login = [DB_USERNAME, DB_PASSWORD].map(encodeURIComponent).join(":")
  return `postgres://${login}@${DB_HOST}:${DB_PORT}/${database}`
}

const run = (sql: string): Promise<void> => runIn(urlOf("postgres"), sql)

async function runIn(connectionString: string, sql: string, values?: unknown[]): Promise<void> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    await client.query(sql, values)
  } finally {
    await client.end()
  }
}

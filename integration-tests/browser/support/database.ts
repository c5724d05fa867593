import { Client } from "@medusajs/framework/pg"

/** An empty database on the Postgres of this test run. */
export interface Database {
  readonly url: string
  drop(): Promise<void>
}

/** Makes a database of its own for a server that runs as a process beside the test. */
export async function createDatabase(topic = "shop"): Promise<Database> {
  const name = `browser_${topic}_${process.pid}`
  await run(`create database "${name}"`)
  return { url: urlOf(name), drop: () => run(`drop database "${name}" with (force)`) }
}

function urlOf(database: string): string {
  const { DB_HOST, DB_PORT, DB_USERNAME = "", DB_PASSWORD = "" } = process.env
  const login = [DB_USERNAME, DB_PASSWORD].map(encodeURIComponent).join(":")
  return `postgres://${login}@${DB_HOST}:${DB_PORT}/${database}`
}

async function run(sql: string): Promise<void> {
  const client = new Client({ connectionString: urlOf("postgres") })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

import { Client } from "@medusajs/framework/pg"

/** Runs statements of the benchmark itself, each on a connection of its own. */
export async function runSql(url: string, ...statements: string[]): Promise<{ name?: string }[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    let rows: { name?: string }[] = []
    for (const statement of statements) {
      rows = (await client.query<{ name?: string }>(statement)).rows
    }
    return rows
  } finally {
    await client.end()
  }
}

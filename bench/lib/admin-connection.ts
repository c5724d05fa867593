import { Client } from "@medusajs/framework/pg"

type SqlRow = Record<string, unknown>

/** Runs statements of the benchmark itself, each on a connection of its own. */
export async function runSql(url: string, ...statements: string[]): Promise<{ name?: string }[]> {
  return withClient(url, async (client) => {
    let rows: { name?: string }[] = []
    for (const statement of statements) {
      rows = (await client.query<{ name?: string }>(statement)).rows
    }
    return rows
  })
}

/** The rows of one statement with parameters. */
export async function querySql<T extends SqlRow>(
  url: string,
  statement: string,
  values: unknown[] = [],
): Promise<T[]> {
  return withClient(url, async (client) => (await client.query<T>(statement, values)).rows)
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

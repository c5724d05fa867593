import { Client } from "@medusajs/framework/pg"

import type { Demo } from "../demo/lib/demo-file"
import { requestJson } from "../demo/lib/http"
import { signIn } from "../demo/parts/loyalty-config"
import { check } from "../demo/walkthrough/check"

const OFFICIAL_TABLES = ["loyalty_gift_card", "store_credit_account"]

/** Makes sure that both plugins have their tables and answer their routes side by side. */
export async function expectBothPlugins(demo: Demo, databaseUrl: string): Promise<string> {
  const tables = await tablesOf(databaseUrl)
  const ours = tables.filter((name) => name.startsWith("loyalty_engine_"))
  check(
    "Tables of both plugins",
    { official: OFFICIAL_TABLES.join(), ours: true },
    {
      official: OFFICIAL_TABLES.filter((name) => tables.includes(name)).join(),
      ours: ours.length > 0,
    },
  )
  const authorization = `Bearer ${(await signIn(demo)) ?? ""}`
  const routes = ["/admin/gift-cards", "/admin/store-credit-accounts", "/admin/loyalty/stores"]
  for (const route of routes) {
    await requestJson(`${demo.backend_url}${route}`, { headers: { authorization } })
  }
  const health = await requestJson<{ status: string }>(`${demo.backend_url}/loyalty/health`)
  check("Health", { status: "healthy" }, { status: health.status })
  return `${ours.length} tables of ours, ${routes.length} routes answer`
}

async function tablesOf(connectionString: string): Promise<string[]> {
  const client = new Client({ connectionString })
  await client.connect()
  try {
    const { rows } = await client.query<{ table_name: string }>(
      "select table_name from information_schema.tables where table_schema = 'public'",
    )
    return rows.map(({ table_name }) => table_name)
  } finally {
    await client.end()
  }
}

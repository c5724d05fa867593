import { finishedOrders } from "../../integration-tests/helpers/finished-orders"
import { querySql, runSql } from "../lib/admin-connection"
import { PLUGIN_DATABASE, originalOf } from "./databases"
import type { World } from "./world"

const CONFIG_TABLES = [
  "loyalty_engine_store_config",
  "loyalty_engine_store_channel",
  "loyalty_engine_store_credential",
]

const JOBS = [
  "archive-sessions",
  "clear-forgotten",
  "drain-operations",
  "erase-members",
  "expire-sessions",
  "reconcile-orders",
  "reseal-secrets",
  "sweep-orders",
]

/** A shop of its own beside the measured ones, with the settings of the plugin's stores. */
export async function copyShop(world: World, name: string): Promise<void> {
  await runSql(
    world.adminUrl,
    `drop database if exists ${name} with (force)`,
    `create database ${name} template ${originalOf("plugin")}`,
  )
  const [source, target] = [world.urlOf(PLUGIN_DATABASE), world.urlOf(name)]
  for (const table of CONFIG_TABLES) {
    const rows = await querySql<{ row: unknown }>(
      source,
      `select to_jsonb(t) as row from ${table} t`,
    )
    await querySql(
      target,
      `insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1::jsonb)`,
      [JSON.stringify(rows.map(({ row }) => row))],
    )
  }
  await holdJobs(target)
}

/** Makes every job believe that another process runs it: what they do is no part of a figure. */
async function holdJobs(url: string): Promise<void> {
  await querySql(
    url,
    `insert into loyalty_engine_job_run (id, job, lease_until, lease_owner, started_at)
     select 'ljob_' || job, job, now() + interval '1 day', 'bench', now()
       from unnest($1::text[]) job`,
    [JOBS],
  )
}

/** Indexes are built after the rows, which takes a fraction of the time. */
export async function addFinishedOrders(
  url: string,
  { like, count }: { like: { session_id: string }; count: number },
): Promise<void> {
  for (const { table, insert } of finishedOrders(like, count)) {
    const indexes = await querySql<{ name: string; definition: string }>(
      url,
      `select indexname as name, indexdef as definition from pg_indexes
        where tablename = $1 and indexname not like '%_pkey'`,
      [table],
    )
    await runSql(
      url,
      "set synchronous_commit = off",
      ...indexes.map(({ name }) => `drop index "${name}"`),
      insert,
      ...indexes.map(({ definition }) => definition),
      // Else Postgres would clean up while something is measured, and more of it in larger shops. What is
      // empty stays as it is: a plan for a table that is known to be empty reads all of it.
      `vacuum analyze ${table}`,
    )
  }
}

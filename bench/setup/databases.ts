import path from "node:path"

import type { PostgresServer } from "../../scripts/lib/postgres"
import { contentHash } from "../../scripts/demo/lib/content-hash"
import { migrationsFingerprint } from "../../scripts/demo/lib/migrations"
import { ROOT } from "../../scripts/demo/lib/paths"
import { runSql } from "../lib/admin-connection"

const SEED = path.join(ROOT, "scripts", "demo", "seed")
const BUILDING = "bench_building"
const HASH_LENGTH = 8

/** More than all shoppers of a run buy: one who finds a shelf empty measures something else. */
const FULL_SHELVES = `update inventory_level set stocked_quantity = 1000000,
  raw_stocked_quantity = '{"value": "1000000", "precision": 20}'`

/** The databases that are measured; each run starts on fresh copies. */
export const PLUGIN_DATABASE = "bench_plugin"
export const BARE_DATABASE = "bench_bare"

/** How to fill a database that is made for the first time. */
export interface DatabaseWorks {
  /** Migrates and seeds a shop without the plugin. */
  bare: (databaseUrl: string) => Promise<void>
  /** Adds the plugin's tables to a copy of that shop. */
  plugin: (databaseUrl: string) => Promise<void>
}

/**
 * Makes the two databases of a run. Both are copies of one seeded shop, so ids and rows are the
 * same; the plugin's has its tables besides. The originals are kept for the next run until a
 * migration or the seed changes.
 */
export async function prepareDatabases(
  server: PostgresServer,
  works: DatabaseWorks,
): Promise<void> {
  const originals = { bare: originalOf("bare"), plugin: originalOf("plugin") }
  await dropAllBut(server, Object.values(originals))
  await ensure(server, { name: originals.bare, from: "template0", fill: works.bare })
  await ensure(server, { name: originals.plugin, from: originals.bare, fill: works.plugin })
  await copy(server, originals.bare, BARE_DATABASE)
  await copy(server, originals.plugin, PLUGIN_DATABASE)
  for (const name of [BARE_DATABASE, PLUGIN_DATABASE]) {
    await runSql(server.databaseUrl(name), FULL_SHELVES)
  }
}

/** The kept database that the one of this side is a copy of. */
export function originalOf(side: "bare" | "plugin"): string {
  return `bench_of_${side}_${fingerprint()}`
}

interface Original {
  name: string
  from: string
  fill: (databaseUrl: string) => Promise<void>
}

// The name comes last: an original that exists under it is complete.
async function ensure(server: PostgresServer, { name, from, fill }: Original): Promise<void> {
  if ((await databases(server)).includes(name)) {
    return
  }
  await copy(server, from, BUILDING)
  await fill(server.databaseUrl(BUILDING))
  await runSql(server.url, `alter database ${BUILDING} rename to ${name}`)
}

async function copy(server: PostgresServer, from: string, to: string): Promise<void> {
  await runSql(
    server.url,
    `drop database if exists ${to}`,
    `create database ${to} template ${from}`,
  )
  await runSql(server.databaseUrl(to), "vacuum analyze")
}

async function dropAllBut(server: PostgresServer, kept: string[]): Promise<void> {
  for (const name of await databases(server)) {
    if (name.startsWith("bench_") && !kept.includes(name)) {
      await runSql(server.url, `drop database ${name}`)
    }
  }
}

async function databases(server: PostgresServer): Promise<string[]> {
  const rows = await runSql(server.url, "select datname as name from pg_database")
  return rows.flatMap(({ name }) => (name === undefined ? [] : [name]))
}

function fingerprint(): string {
  const parts = [migrationsFingerprint(ROOT), contentHash([SEED])]
  return parts.map((part) => part.slice(0, HASH_LENGTH)).join("_")
}

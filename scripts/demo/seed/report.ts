import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { SeededSite } from "./steps/sites"

/** Where the seeded things are. */
export interface SeedReport {
  stores: SeededSite[]
  region_id: string
  shipping_option_id: string
  location_id: string
  variants: Record<string, string>
}

/**
 * The demo's notes live in the database they describe, in a schema of their own: whoever swaps the
 * database swaps the notes with it.
 */
export const NOTES_SCHEMA = "loyalty_demo"
export const NOTES_TABLE = `${NOTES_SCHEMA}.note`
export const SEED_NOTE = "seed"
export const CREATE_NOTES = [
  `create schema if not exists ${NOTES_SCHEMA}`,
  `create table if not exists ${NOTES_TABLE} (name text primary key, value jsonb not null)`,
]

/** Notes that the seed is complete; the demo does not seed again after that. */
export async function writeSeedReport(
  container: MedusaContainer,
  report: SeedReport,
): Promise<void> {
  const database = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  for (const statement of CREATE_NOTES) {
    await database.raw(statement)
  }
  await database.raw(
    `insert into ${NOTES_TABLE} (name, value) values (?, ?::jsonb)
     on conflict (name) do update set value = excluded.value`,
    [SEED_NOTE, JSON.stringify(report)],
  )
}

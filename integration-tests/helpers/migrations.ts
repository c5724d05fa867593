import { readdirSync } from "node:fs"
import { createRequire } from "node:module"
import path from "node:path"

const FOLDER = path.resolve("src", "modules", "loyalty", "migrations")

/** The plugin's migrations, oldest first. */
export const MIGRATIONS = readdirSync(FOLDER)
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

/** The statements of a migration, in their order. */
export const queriesOf = async (name: string, direction: "up" | "down"): Promise<string[]> => {
  const exported = load(path.join(FOLDER, name)) as Record<string, MigrationClass>
  const Class = exported[path.basename(name, ".ts")]!
  const migration = new Class(undefined, undefined)
  await migration[direction]()
  return migration.getQueries()
}

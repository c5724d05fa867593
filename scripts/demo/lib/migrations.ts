import path from "node:path"

import { contentHash } from "./content-hash"

// What decides about the outcome of `medusa db:migrate`.
const SOURCES = [
  "src/modules",
  "src/links",
  "medusa-config.ts",
  path.join("node_modules", "@medusajs", "medusa", "package.json"),
]
const MIGRATION = /[\\/]migrations[\\/]Migration\w+\.ts$/

/** Changes whenever there may be something to migrate. */
export function migrationsFingerprint(root: string): string {
  const modules = path.join(root, "src", "modules") + path.sep
  return contentHash(
    SOURCES.map((source) => path.join(root, source)),
    (file) => !file.startsWith(modules) || MIGRATION.test(file),
  )
}

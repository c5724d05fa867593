import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import path from "node:path"

// What decides about the outcome of `medusa db:migrate`, beside Medusa's own version.
const SOURCES = ["src/modules", "src/links", "medusa-config.ts"]
const MIGRATION = /[\\/]migrations[\\/]Migration\w+\.ts$/

/** Changes whenever there may be something to migrate. */
export function migrationsFingerprint(root: string): string {
  const hash = createHash("sha256")
  for (const source of SOURCES) {
    for (const file of filesOf(path.join(root, source))) {
      hash.update(path.relative(root, file)).update("\0").update(readFileSync(file)).update("\0")
    }
  }
  const medusa = path.join(root, "node_modules", "@medusajs", "medusa", "package.json")
  return hash.update(readFileSync(medusa)).digest("hex")
}

function filesOf(place: string): string[] {
  if (!existsSync(place)) {
    return []
  }
  if (place.endsWith(".ts")) {
    return [place]
  }
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.includes(`${path.sep}modules${path.sep}`) || MIGRATION.test(file))
    .sort()
}

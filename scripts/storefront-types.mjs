// @ts-check
/**
 * Copies the store's HTTP types into the storefront package, which is published without the
 * plugin's sources. `npm run check` fails when the copy is not what this writes.
 *
 *   node scripts/storefront-types.mjs
 */
import fs from "node:fs"
import path from "node:path"

const ROOT = path.resolve(import.meta.dirname, "..")
const SOURCE = "src/types/http/store.ts"
const COPY = "packages/storefront/src/core/http-types.ts"

const types = fs.readFileSync(path.join(ROOT, SOURCE), "utf8")
if (/^import /m.test(types)) {
  throw new Error(`${SOURCE} must stand alone: it is copied into the storefront package.`)
}
fs.writeFileSync(
  path.join(ROOT, COPY),
  `// Generated from ${SOURCE} by scripts/storefront-types.mjs.\n\n${types}`,
)

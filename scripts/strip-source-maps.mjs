// @ts-check
/**
 * Takes the source maps out of the built plugin: Medusa's build writes them into each file, where
 * they are two fifths of what npm would send. Node reads them only with --enable-source-maps, and
 * the compiled code keeps its comments and names.
 */
import fs from "node:fs"
import path from "node:path"

const BUILT = path.resolve(import.meta.dirname, "..", ".medusa", "server", "src")
const MAP = /^\/\/# sourceMappingURL=data:.*$/m

const files = fs
  .readdirSync(BUILT, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".js"))
  .map((name) => path.join(BUILT, name))
for (const file of files) {
  const code = fs.readFileSync(file, "utf8")
  if (MAP.test(code)) {
    fs.writeFileSync(file, code.replace(MAP, ""))
  }
}

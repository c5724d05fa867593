// @ts-check
/**
 * Takes the declarations out of the built plugin that no name of the package leads to: the compiler
 * writes one for each source file, and most of them describe what only the plugin itself loads.
 */
import fs from "node:fs"
import path from "node:path"

import { unreachedTypes } from "./lib/unreached-types.mjs"

const ROOT = path.resolve(import.meta.dirname, "..")
const { exports: targets } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8"))

for (const file of unreachedTypes({ root: ROOT, folder: ".medusa/server", targets })) {
  fs.rmSync(file)
}

import { readdirSync, readFileSync } from "node:fs"
import path from "node:path"
import { pathToFileURL } from "node:url"

import type { Sources } from "./document"
import { readRoutes } from "./route-files"
import { schemasOfTypes } from "./schemas"

export const EXAMPLES = path.join("docs", "examples")

/** Everything the document is made from, read from a working tree. */
export async function readSources(root: string): Promise<Sources> {
  const manifest = readFileSync(path.join(root, "package.json"), "utf8")
  return {
    version: (JSON.parse(manifest) as { version: string }).version,
    routes: readRoutes(root),
    validators: await readValidators(root),
    types: schemasOfTypes(path.join(root, "src", "types", "http", "*.ts")),
    examples: readExamples(root),
  }
}

async function readValidators(root: string): Promise<Record<string, unknown>> {
  const api = path.join(root, "src", "api")
  const files = readdirSync(api, { recursive: true, encoding: "utf8" })
    .filter((name) => path.basename(name) === "validators.ts")
    .sort()
  const modules = await Promise.all(
    files.map(async (name) => {
      const file = pathToFileURL(path.join(api, name)).href
      return Object.entries((await import(file)) as Record<string, unknown>)
    }),
  )
  return Object.fromEntries(modules.flat())
}

/** Replies that the HTTP tests recorded, see `integration-tests/helpers/replies.ts`. */
function readExamples(root: string): Record<string, unknown> {
  const folder = path.join(root, EXAMPLES)
  return Object.fromEntries(
    readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => [
        path.basename(name, ".json"),
        JSON.parse(readFileSync(path.join(folder, name), "utf8")) as unknown,
      ]),
  )
}

import { mkdirSync, writeFileSync } from "node:fs"
import path from "node:path"

import { format, resolveConfig } from "prettier"

/** Writes a value as JSON in the repository's own format, so that `npm run format` changes nothing. */
export async function writeJson(file: string, value: unknown): Promise<void> {
  const text = await format(JSON.stringify(value), {
    ...(await resolveConfig(file)),
    parser: "json",
  })
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/**
 * Writes `docs/openapi.json` from the routes, their validators and the types of their replies.
 *
 *   npx tsx scripts/openapi.ts
 */
import path from "node:path"

import { writeJson } from "./lib/write-json"
import { openApiDocument } from "./openapi/document"
import { readSources } from "./openapi/sources"

const ROOT = path.resolve(__dirname, "..")

const main = async (): Promise<void> => {
  const document = openApiDocument(await readSources(ROOT))
  await writeJson(path.join(ROOT, "docs", "openapi.json"), document)
}

void main()

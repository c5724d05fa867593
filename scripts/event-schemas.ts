/**
 * Writes a JSON Schema for each event into `docs/events`, from the map in `src/types/events.ts`.
 *
 *   npx tsx scripts/event-schemas.ts
 */
import { rmSync } from "node:fs"
import path from "node:path"

import { writeJson } from "./lib/write-json"
import { schemasOfTypes, type JsonSchema } from "./openapi/schemas"

const ROOT = path.resolve(__dirname, "..")
const FOLDER = path.join(ROOT, "docs", "events")

interface EventMap {
  properties: Record<string, { $ref: string; description?: string }>
}

const main = async (): Promise<void> => {
  const schemas = schemasOfTypes(path.join(ROOT, "src", "types", "events.ts"))
  const events = (schemas["LoyaltyEvents"] as unknown as EventMap).properties
  rmSync(FOLDER, { recursive: true, force: true })
  for (const [name, { $ref, description }] of Object.entries(events)) {
    const payload: JsonSchema = schemas[$ref.replace("#/components/schemas/", "")] ?? {}
    await writeJson(path.join(FOLDER, `${name}.json`), {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: name,
      ...payload,
      description,
      // Fields may be added: a subscriber of today accepts the payloads of tomorrow.
      additionalProperties: true,
    })
  }
}

void main()

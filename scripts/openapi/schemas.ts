import { createGenerator, type Schema as TypeSchema } from "ts-json-schema-generator"

import { z } from "@medusajs/framework/zod"

/** A JSON Schema of 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { [keyword: string]: unknown }

/** Where a document keeps its named schemas. */
const COMPONENTS = "#/components/schemas/"

/**
 * A schema for every exported type of some files: the types are the contract, so they are not
 * written a second time. Objects are closed, so a field that no type names is a fault.
 */
export function schemasOfTypes(path: string): Record<string, JsonSchema> {
  const { definitions = {} } = createGenerator({
    path,
    tsconfig: "tsconfig.json",
    type: "*",
    expose: "export",
    jsDoc: "extended",
    sortProps: false,
    skipTypeCheck: true,
    additionalProperties: false,
    encodeRefs: false,
  }).createSchema("*")
  return Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [name, inComponents(schema as TypeSchema)]),
  )
}

/** The schema of a validator, of what is sent rather than of what it becomes. */
export function schemaOfValidator(validator: z.ZodType): JsonSchema {
  const {
    $schema: _,
    required,
    ...schema
  } = z.toJSONSchema(validator, {
    io: "input",
    target: "draft-2020-12",
    unrepresentable: "any",
  })
  const needed = required?.filter((field) => !mayBeLeftOut(validator, field)) ?? []
  return { ...schema, ...(needed.length > 0 && { required: needed }) }
}

/** A preprocessed field that has a default counts as required there, though nobody must send it. */
function mayBeLeftOut(validator: z.ZodType, field: string): boolean {
  const shape = validator instanceof z.ZodObject ? (validator.shape as z.ZodRawShape) : {}
  return (shape[field] as z.ZodType | undefined)?.safeParse(undefined).success ?? false
}

function inComponents(schema: TypeSchema): JsonSchema {
  const moved = JSON.stringify(schema).replaceAll('"#/definitions/', `"${COMPONENTS}`)
  return JSON.parse(moved) as JsonSchema
}

/** Names of `#/components/schemas` that a value refers to, and those that these refer to. */
export function reachable(from: unknown, schemas: Record<string, JsonSchema>): Set<string> {
  const found = new Set<string>()
  const waiting = [from]
  while (waiting.length > 0) {
    const text = JSON.stringify(waiting.pop())
    for (const [, name = ""] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (!found.has(name)) {
        found.add(name)
        waiting.push(schemas[name] ?? {})
      }
    }
  }
  return found
}

import type { ApiSchema } from "./document"

const DEPTH_MAX = 8

/** A schema in the words of TypeScript, which its readers know. */
export function schemaText(
  schema: ApiSchema,
  schemas: Record<string, ApiSchema>,
  depth = 0,
): string {
  if (depth > DEPTH_MAX) {
    return "…"
  }
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref.replace("#/components/schemas/", "")]
    return target ? schemaText(target, schemas, depth) : "unknown"
  }
  if (schema.anyOf) {
    return schema.anyOf.map((choice) => schemaText(choice, schemas, depth)).join(" | ")
  }
  if (schema.enum) {
    return schema.enum.map((value) => JSON.stringify(value)).join(" | ")
  }
  if (schema.const !== undefined) {
    return JSON.stringify(schema.const)
  }
  if (schema.type === "array") {
    return `Array<${schema.items ? schemaText(schema.items, schemas, depth) : "unknown"}>`
  }
  if (schema.type === "object" && schema.properties) {
    return objectText(schema, schemas, depth)
  }
  return [schema.type ?? "unknown"].flat().join(" | ")
}

function objectText(
  { properties = {}, required = [] }: ApiSchema,
  schemas: Record<string, ApiSchema>,
  depth: number,
): string {
  const indent = "  ".repeat(depth + 1)
  const fields = Object.entries(properties).map(([name, field]) => {
    const comment = field.description ? `  // ${field.description.replaceAll("\n", " ")}` : ""
    const optional = required.includes(name) ? "" : "?"
    return `${indent}${name}${optional}: ${schemaText(field, schemas, depth + 1)}${comment}`
  })
  return fields.length > 0 ? `{\n${fields.join("\n")}\n${"  ".repeat(depth)}}` : "{}"
}

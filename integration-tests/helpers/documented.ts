import { readFileSync } from "node:fs"

/** The parts of a JSON schema that requests to our routes use. */
export interface Schema {
  type?: string
  enum?: unknown[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}

export interface DocumentedOperation {
  method: "get" | "post" | "delete"
  path: string
  query: string[]
  body?: Schema
  /** Statuses that have an entry of their own; every other one is an error's. */
  statuses: string[]
  /** Whom it asks for. */
  caller: "admin" | "customer" | "shop" | "anybody"
}

interface Described {
  parameters?: { name: string; in: string }[]
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: object
  security?: Record<string, unknown>[]
}

/** Every operation of ours, as docs/openapi.json tells it. */
export function documentedOperations(): DocumentedOperation[] {
  const { paths } = JSON.parse(readFileSync("docs/openapi.json", "utf8")) as {
    paths: Record<string, Record<string, Described>>
  }
  return Object.entries(paths)
    .filter(([path]) => !path.startsWith("/store/carts/"))
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => {
        const body = described.requestBody?.content["application/json"]?.schema
        return {
          method: method as DocumentedOperation["method"],
          path,
          query: (described.parameters ?? []).flatMap((one) =>
            one.in === "query" ? [one.name] : [],
          ),
          ...(body && { body }),
          statuses: Object.keys(described.responses),
          caller: callerOf(described.security?.[0] ?? {}),
        }
      }),
    )
}

function callerOf(security: Record<string, unknown>): DocumentedOperation["caller"] {
  if ("admin" in security) {
    return "admin"
  }
  if ("customer" in security) {
    return "customer"
  }
  return "publishable_key" in security ? "shop" : "anybody"
}

/** The least that a body must say to be looked at: what does not exist is named in it. */
export function leastBody(schema: Schema): unknown {
  if (schema.enum) {
    return schema.enum[0]
  }
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, leastBody(schema.properties?.[name] ?? {})]),
      )
    case "array":
      return [leastBody(schema.items ?? {})]
    case "boolean":
      return false
    case "integer":
    case "number":
      return 0
    default:
      return "none_1"
  }
}

import type { z } from "@medusajs/framework/zod"

import { LOYALTY_ERROR_CODES } from "../../src/modules/loyalty/domain/errors"
import { EXTRAS, type Extra } from "./extras"
import type { Route } from "./route-files"
import { reachable, schemaOfValidator, type JsonSchema } from "./schemas"

export interface Sources {
  version: string
  routes: Route[]
  /** Exports of the validators' files, by name. */
  validators: Record<string, unknown>
  /** Schemas of the types in `src/types/http`, by name. */
  types: Record<string, JsonSchema>
  /** Replies that tests received, by operation id. */
  examples: Record<string, unknown>
}

interface Operation {
  operationId: string
  [keyword: string]: unknown
}

export interface OpenApiDocument {
  openapi: "3.1.0"
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema>; [kind: string]: unknown }
  [keyword: string]: unknown
}

const ref = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` })

/** `GET /store/loyalty/session/{id}` becomes `GetStoreLoyaltySessionById`. */
export function operationIdOf({ method, path }: Pick<Route, "method" | "path">): string {
  const words = path
    .split("/")
    .filter(Boolean)
    .flatMap((part) => (part.startsWith("{") ? ["by", ...part.slice(1, -1).split("_")] : [part]))
    .flatMap((part) => part.split(/[-.]/))
  const name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")
  return method.charAt(0) + method.slice(1).toLowerCase() + name
}

/**
 * The OpenAPI document of all routes.
 *
 * @throws Error that names a route whose file does not say what the document needs.
 */
export function openApiDocument(sources: Sources): OpenApiDocument {
  const paths: OpenApiDocument["paths"] = {}
  for (const route of sources.routes) {
    paths[route.path] = {
      ...paths[route.path],
      [route.method.toLowerCase()]: operation(route, sources),
    }
  }
  const all = { ...sources.types, ...errorSchemas(sources.types) }
  paths[COMPLETE_PATH] = { post: COMPLETE }
  const used = reachable(paths, all)
  return {
    openapi: "3.1.0",
    info: {
      title: "medusa-plugin-loyalty",
      version: sources.version,
      description: "Loyalty at checkout for Medusa v2. Money in major units, points in whole ones.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(all).filter(([name]) => used.has(name))),
      securitySchemes: SECURITY_SCHEMES,
    },
  }
}

function operation(route: Route, sources: Sources): Operation {
  const extra = EXTRAS[`${route.method} ${route.path}`] ?? {}
  if (route.summary === "") {
    throw new Error(`${route.file}: ${route.method} needs a doc comment that says what it does`)
  }
  const operationId = operationIdOf(route)
  const parameters = parametersOf(route, extra, sources)
  return {
    operationId,
    tags: [tagOf(route.path)],
    summary: route.summary,
    security: securityOf(route.path),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body !== null && { requestBody: bodyOf(route.body, route, sources) }),
    responses: responsesOf(route, extra, sources),
  }
}

function parametersOf(route: Route, extra: Extra, sources: Sources): JsonSchema[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }))
  const query = route.query === null ? {} : validatorSchema(route.query, route, sources)
  const required = (query["required"] ?? []) as string[]
  const inQuery = Object.entries((query["properties"] ?? {}) as Record<string, JsonSchema>).map(
    ([name, schema]) => ({ name, in: "query", required: required.includes(name), schema }),
  )
  const given = (extra.parameters ?? []) as unknown as JsonSchema[]
  return [...inPath, ...inQuery, ...given, ...(isCorrelated(route) ? [CORRELATION_PARAMETER] : [])]
}

/** Health and metrics are asked by machines, which nobody follows through the logs. */
function isCorrelated({ path }: Route): boolean {
  return path.startsWith("/store/") || path.startsWith("/admin/")
}

const CORRELATION_SCHEMA = { type: "string", pattern: "^[\\w.:-]{1,100}$" }
const CORRELATION_PARAMETER = {
  name: "x-correlation-id",
  in: "header",
  required: false,
  description:
    "Follows the request through logs, audit and engine; one unfit for a log is replaced",
  schema: CORRELATION_SCHEMA,
}
const CORRELATION_HEADERS = {
  "x-correlation-id": {
    description: "The request's correlation id, as given or as made for it",
    schema: CORRELATION_SCHEMA,
  },
}

function bodyOf(validator: string, route: Route, sources: Sources): JsonSchema {
  const schema = validatorSchema(validator, route, sources)
  return { required: true, content: { "application/json": { schema } } }
}

function validatorSchema(name: string, route: Route, { validators }: Sources): JsonSchema {
  const validator = validators[name]
  if (!validator) {
    throw new Error(`${route.file} uses ${name}Type, but no validators.ts exports ${name}`)
  }
  return schemaOfValidator(validator as z.ZodType)
}

function responsesOf(route: Route, extra: Extra, sources: Sources): JsonSchema {
  const example = sources.examples[operationIdOf(route)]
  const told = isCorrelated(route) ? { headers: CORRELATION_HEADERS } : {}
  const further = Object.entries(extra.replies ?? {}).map(
    ([status, type]): [string, JsonSchema] => [
      status,
      {
        description: "As the status says",
        ...told,
        content: { "application/json": { schema: ref(type) } },
      },
    ],
  )
  const codes = extra.codes?.map((code) => `\`${code}\``).join(", ")
  return {
    200: {
      description: "OK",
      ...told,
      content: contentOf(route, extra, { example, types: sources.types }),
    },
    ...Object.fromEntries(further),
    default: {
      description: codes ? `An error; of ours: ${codes}` : "An error",
      ...told,
      content: { "application/json": { schema: ref("ErrorBody") } },
    },
  }
}

function contentOf(
  route: Route,
  extra: Extra,
  { example, types }: { example: unknown; types: Record<string, JsonSchema> },
): JsonSchema {
  if (extra.media_type !== undefined) {
    const type = extra.media_type === "application/json" ? "object" : "string"
    return { [extra.media_type]: { schema: { type } } }
  }
  if (route.reply === null || !(route.reply in types)) {
    throw new Error(
      `${route.file}: ${route.method} must name its reply, a type exported from src/types/http, ` +
        "as the second type argument of answering; or give it a media_type in scripts/openapi/extras.ts",
    )
  }
  const schema = ref(route.reply)
  return { "application/json": { schema, ...(example !== undefined && { example }) } }
}

/** Ours name a code; Medusa's own errors may say less. */
function errorSchemas(types: Record<string, JsonSchema>): Record<string, JsonSchema> {
  const ours = types["LoyaltyErrorBody"] as { properties: Record<string, JsonSchema> } | undefined
  return {
    LoyaltyErrorBody: {
      ...ours,
      properties: { ...ours?.properties, code: { type: "string", enum: [...LOYALTY_ERROR_CODES] } },
    },
    MedusaErrorBody: {
      type: "object",
      properties: {
        type: { type: "string" },
        code: { type: "string" },
        message: { type: "string" },
      },
      required: ["message"],
    },
    ErrorBody: { anyOf: [ref("LoyaltyErrorBody"), ref("MedusaErrorBody")] },
  }
}

function tagOf(path: string): string {
  const first = path.split("/")[1]
  return first === "store" ? "Store" : first === "admin" ? "Admin" : "Operations"
}

function securityOf(path: string): Record<string, string[]>[] {
  if (path.startsWith("/admin/")) {
    return [{ admin: [] }]
  }
  if (!path.startsWith("/store/")) {
    return []
  }
  const isCustomers = path.includes("/customers/me/") || path === "/store/loyalty/session"
  return [{ publishable_key: [], ...(isCustomers && { customer: [] }) }]
}

const SECURITY_SCHEMES = {
  publishable_key: { type: "apiKey", in: "header", name: "x-publishable-api-key" },
  customer: { type: "http", scheme: "bearer", description: "A customer's token" },
  admin: { type: "http", scheme: "bearer", description: "An admin user's token" },
}

const COMPLETE_PATH = "/store/carts/{id}/complete"

/** Medusa's own route, for what our guard on it may answer. */
const COMPLETE: Operation = {
  operationId: "PostStoreCartsByIdComplete",
  tags: ["Store"],
  summary: "Medusa's route; completes a cart, unless its total is not what the shopper saw.",
  security: [{ publishable_key: [] }],
  parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
  responses: {
    200: { description: "As Medusa answers it" },
    400: {
      description:
        "Medusa's: no payment session, goods out of stock. Or `not_allowed`: the discounts are " +
        "not those that were approved; load the cart and pay its new total",
      content: { "application/json": { schema: ref("ErrorBody") } },
    },
    404: {
      description: "Medusa's: no such cart, or its payment session was replaced meanwhile",
      content: { "application/json": { schema: ref("ErrorBody") } },
    },
    409: {
      description: "`loyalty_total_changed`: create a new payment session, and complete again",
      content: {
        "application/json": {
          schema: { anyOf: [ref("LoyaltyTotalChangedBody"), ref("ErrorBody")] },
        },
      },
    },
    500: {
      description:
        "Medusa's: a fault, such as a database that does not answer in time. There is no order: " +
        "complete again",
      content: { "application/json": { schema: ref("ErrorBody") } },
    },
  },
}

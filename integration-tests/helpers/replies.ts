import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import path from "node:path"

import Ajv2020, { type ValidateFunction } from "ajv/dist/2020"
import addFormats from "ajv-formats"

interface Operation {
  operationId: string
  responses: Record<string, { content?: Record<string, { schema: object }> }>
}

interface Document {
  paths: Record<string, Record<string, Operation>>
  components: object
}

/** A reply as any HTTP client hands it over. */
export interface Reply {
  method: string
  /** Path, with or without a query. */
  url: string
  status: number
  body: unknown
}

/** Compares replies with the OpenAPI document. */
export class ReplyChecker {
  private readonly ajv = addFormats(new Ajv2020({ strict: false, allErrors: true }))
  private readonly validators = new Map<string, ValidateFunction>()

  constructor(private readonly document: Document) {}

  static fromFile(file = path.resolve("docs", "openapi.json")): ReplyChecker {
    return new ReplyChecker(JSON.parse(readFileSync(file, "utf8")) as Document)
  }

  /** The operation a request belongs to; undefined for routes that are not in the document. */
  operationOf({ method, url }: Pick<Reply, "method" | "url">): Operation | undefined {
    const given = url.split("?")[0]?.split("/") ?? []
    const candidates = Object.entries(this.document.paths).filter(([template]) => {
      const parts = template.split("/")
      return (
        parts.length === given.length &&
        parts.every((part, index) => part.startsWith("{") || part === given[index])
      )
    })
    // `/stores/switch` is nearer than `/stores/{id}`.
    const [, nearest] = candidates.sort(([a], [b]) => placeholders(a) - placeholders(b))[0] ?? []
    return nearest?.[method.toLowerCase()]
  }

  /** What is wrong with a reply, or undefined. */
  faultOf(reply: Reply): string | undefined {
    const operation = this.operationOf(reply)
    if (!operation) {
      return undefined
    }
    const name = `${reply.method.toUpperCase()} ${reply.url.split("?")[0]}: ${reply.status}`
    const response = operation.responses[reply.status] ?? operation.responses["default"]
    if (!response) {
      return `${name} is not in the document`
    }
    const schema = response.content?.["application/json"]?.schema
    if (!schema) {
      return undefined
    }
    const validate = this.validatorOf(`${operation.operationId} ${reply.status}`, schema)
    return validate(reply.body) ? undefined : `${name}: ${this.ajv.errorsText(validate.errors)}`
  }

  private validatorOf(key: string, schema: object): ValidateFunction {
    const known = this.validators.get(key)
    if (known) {
      return known
    }
    const { components } = this.document
    const validate = this.ajv.compile({ ...schema, components })
    this.validators.set(key, validate)
    return validate
  }
}

function placeholders(template: string): number {
  return template.split("{").length
}

/**
 * Keeps a reply as the example of its operation, with every id, time and token replaced, so that
 * recording twice gives the same file.
 */
export function recordExample(checker: ReplyChecker, reply: Reply, folder: string): void {
  const operation = checker.operationOf(reply)
  const isDescribed = operation?.responses["200"]?.content?.["application/json"] !== undefined
  if (!isDescribed || reply.status !== 200 || typeof reply.body !== "object") {
    return
  }
  const file = path.join(folder, `${operation.operationId}.json`)
  const text = `${JSON.stringify(plain(reply.body), null, 2)}\n`
  // The reply that shows most is the best example.
  if (!existsSync(file) || readFileSync(file, "utf8").length < text.length) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, text)
  }
}

const LIST_MAX = 2

const ID = /_[0-9A-HJKMNP-TV-Z]{26}/g
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g
const TOKEN = /lst_[\w-]+/g
const LOOPBACK = /http:\/\/(127\.0\.0\.1|localhost):\d+/g

/** A copy without anything that another run would answer differently. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.slice(0, LIST_MAX).map(plain)
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key,
        /^(latency|latency_ms|uptime)$/.test(key) && item !== null ? 12 : plain(item),
      ]),
    )
  }
  return typeof value === "string"
    ? value
        .replace(TOKEN, "lst_k1_…")
        .replace(ID, "_01JQ8ZK3V0000000000000000A")
        .replace(UUID, "3f0c8a52-0000-4000-8000-000000000000")
        .replace(TIME, "2026-03-16T14:30:45.000Z")
        .replace(LOOPBACK, "https://loyalty.example.com")
    : value
}

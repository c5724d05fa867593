import { readFile } from "node:fs/promises"
import path from "node:path"

import { MedusaError } from "@medusajs/framework/utils"

/** The parts of `docs/openapi.json` that the page shows. */
export interface ApiDocument {
  info: { title: string; version: string; description: string }
  paths: Record<string, Record<string, ApiOperation>>
  components: { schemas: Record<string, ApiSchema> }
}

export interface ApiOperation {
  operationId: string
  tags: string[]
  summary: string
  parameters?: { name: string; in: string; required?: boolean; schema: ApiSchema }[]
  requestBody?: { content: Record<string, { schema: ApiSchema }> }
  responses: Record<string, ApiResponse>
}

export interface ApiResponse {
  description: string
  content?: Record<string, { schema: ApiSchema; example?: unknown }>
}

export interface ApiSchema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  description?: string
  anyOf?: ApiSchema[]
  items?: ApiSchema
  properties?: Record<string, ApiSchema>
  required?: string[]
}

/**
 * The OpenAPI document as it is published with the package. Only outside production: whoever
 * attacks a shop needs no map of it.
 *
 * @throws MedusaError `not_found` in production, and where the package came without it.
 */
export async function readDocument(): Promise<ApiDocument> {
  if (process.env.NODE_ENV === "production") {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, "The API's documents are not served here")
  }
  const manifest = require.resolve("medusa-plugin-loyalty/package.json")
  const file = path.join(path.dirname(manifest), "docs", "openapi.json")
  const text = await readFile(file, "utf8").catch(() => {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, "This build has no docs/openapi.json")
  })
  return JSON.parse(text) as ApiDocument
}

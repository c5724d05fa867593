import type { MedusaRequest } from "@medusajs/framework/http"

import { answering } from "../../../utils/answering"
import { readDocument, type ApiDocument } from "../document"

/** The OpenAPI document itself, outside production. */
export const GET = answering<MedusaRequest, ApiDocument>(async (_req, res) => {
  res.json(await readDocument())
})

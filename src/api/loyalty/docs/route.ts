import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"

import { answering } from "../../utils/answering"
import { readDocument } from "./document"
import { docsPage } from "./page"

/** The API as a page to read, outside production. */
export const GET = answering<MedusaRequest, unknown>(async (_req, res: MedusaResponse) => {
  const page = docsPage(await readDocument())
  res
    .set("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
    .type("html")
    .send(page)
})

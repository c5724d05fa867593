import type { MedusaContainer } from "@medusajs/framework/types"
import {
  createApiKeysWorkflow,
  linkSalesChannelsToApiKeyWorkflow,
} from "@medusajs/medusa/core-flows"

import type { RequestOptions } from "./admin"

/** Creates a publishable key and returns the headers that every store request needs. */
export const publishableKey = async (
  container: MedusaContainer,
  salesChannelIds: string[] = [],
): Promise<RequestOptions> => {
  const { result } = await createApiKeysWorkflow(container).run({
    input: { api_keys: [{ title: "Store", type: "publishable", created_by: "" }] },
  })
  const [key] = result
  if (!key) {
    throw new Error("Medusa created no publishable key.")
  }
  if (salesChannelIds.length > 0) {
    await linkSalesChannelsToApiKeyWorkflow(container).run({
      input: { id: key.id, add: salesChannelIds },
    })
  }
  return { headers: { "x-publishable-api-key": key.token } }
}

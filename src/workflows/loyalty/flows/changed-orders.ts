import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { loyaltyService } from "../utils/loyalty"

const BATCH = 200

/**
 * Finalized orders that changed since a moment: a return, an edit or a cancellation whose event was
 * lost shows there, because Medusa writes a new version of the order for each.
 */
export async function* changedOrders(
  container: MedusaContainer,
  since: Date,
): AsyncGenerator<string> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  for (let after = ""; ;) {
    const { data } = await query.graph({
      entity: "order",
      fields: ["id"],
      filters: { id: { $gt: after }, updated_at: { $gte: since } },
      pagination: { take: BATCH, skip: 0, order: { id: "ASC" } },
    })
    const ids = (data as { id: string }[]).map(({ id }) => id)
    const last = ids.at(-1)
    if (!last) {
      return
    }
    yield* await loyaltyService(container).finalizedOrders(ids)
    after = last
  }
}

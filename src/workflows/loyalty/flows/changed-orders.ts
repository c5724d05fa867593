import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { loyaltyService } from "../utils/loyalty"
import { pages } from "../utils/pages"

const BATCH = 200

/**
 * Finalized orders that may have something to take back, each once: those that changed since a
 * moment, where the event of a return, an edit or a cancellation was lost, and those that were
 * finalized since then, which may have changed long before, while the engine did not answer.
 */
export async function* changedOrders(
  container: MedusaContainer,
  since: Date,
): AsyncGenerator<string> {
  const seen = new Set<string>()
  for await (const order_id of changedSince(container, since)) {
    seen.add(order_id)
    yield order_id
  }
  const service = loyaltyService(container)
  for await (const { id } of pages((after) =>
    service.finalizedSince({ since, after, limit: BATCH }),
  )) {
    if (!seen.has(id)) {
      yield id
    }
  }
}

/** Medusa writes a new version of an order for each change. */
async function* changedSince(container: MedusaContainer, since: Date): AsyncGenerator<string> {
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

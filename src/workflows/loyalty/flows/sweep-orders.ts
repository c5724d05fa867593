import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { loyaltyService } from "../utils/loyalty"
import { pages } from "../utils/pages"
import { newCorrelationId } from "./engine"
import { finalizeWhenDue } from "./finalize-when-due"
import { placeOrder } from "./place-order"

const BATCH = 200

/**
 * Does what an event should have done: binds orders whose placed event was lost, and looks again
 * at orders that wait for their fulfilment.
 */
export async function sweepOrders(container: MedusaContainer): Promise<Record<string, number>> {
  const service = loyaltyService(container)
  const cause = { reason: "sweep", actor: "system", correlation_id: newCorrelationId() }
  const figures = { placed: 0, looked_at: 0 }
  for await (const order_id of unplacedOrders(container)) {
    figures.placed += (await placeOrder(container, { order_id, cause })) === "placed" ? 1 : 0
  }
  const waiting = pages((after) => service.ordersWaiting({ after, limit: BATCH }))
  for await (const { order_id } of waiting) {
    await finalizeWhenDue(container, { order_id, cause })
    figures.looked_at += 1
  }
  return figures
}

/** Orders of carts that still have an active session: their placed event did nothing. */
async function* unplacedOrders(container: MedusaContainer): AsyncGenerator<string> {
  const service = loyaltyService(container)
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  for (let after = ""; ;) {
    const carts = await service.activeCarts({ after, limit: BATCH })
    const last = carts.at(-1)
    if (!last) {
      return
    }
    after = last.id
    const { data } = await query.graph({
      entity: "order_cart",
      fields: ["cart_id", "order_id"],
      filters: { cart_id: carts.map(({ cart_id }) => cart_id) },
    })
    yield* (data as { order_id: string }[]).map(({ order_id }) => order_id)
  }
}

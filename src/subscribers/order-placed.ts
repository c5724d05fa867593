import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"

import { newCorrelationId } from "../workflows/loyalty/flows/engine"
import { placeOrder } from "../workflows/loyalty/flows/place-order"

/** An order was placed, as far as the event knows: the order's row decides. */
export default async function orderPlaced({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await placeOrder(container, {
    order_id: event.data.id,
    cause: { reason: event.name, actor: "system", correlation_id: newCorrelationId() },
  })
}

export const config: SubscriberConfig = { event: "order.placed" }

import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"

import { newCorrelationId } from "../workflows/loyalty/flows/engine"
import { placeOrder } from "../workflows/loyalty/flows/place-order"
import { afterAnswers } from "../workflows/loyalty/utils/after-answer"

/**
 * An order was placed, as far as the event knows: the order's row decides. The shopper has the
 * order first. A process that ends before it was bound has lost the event: the sweeper finds it.
 */
export default async function orderPlaced({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await afterAnswers()
  await placeOrder(container, {
    order_id: event.data.id,
    completion: "over",
    cause: { reason: event.name, actor: "system", correlation_id: newCorrelationId() },
  })
}

export const config: SubscriberConfig = { event: "order.placed" }

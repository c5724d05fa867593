import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"

import { newCorrelationId } from "../workflows/loyalty/flows/engine"
import { settleOrder } from "../workflows/loyalty/flows/settle-order"
import { afterAnswers } from "../workflows/loyalty/utils/after-answer"
import { ordersOfEvent, type OrderEventData } from "../workflows/loyalty/utils/orders-of-event"

/**
 * Something happened to an order, in whatever order the events arrive. The order is looked at
 * afresh, and its loyalty is brought to where the order is.
 */
export default async function orderProgressed({
  event,
  container,
}: SubscriberArgs<OrderEventData>): Promise<void> {
  // A payment that is captured at once tells of it while the shopper waits for the order.
  await afterAnswers()
  const cause = { reason: event.name, actor: "system", correlation_id: newCorrelationId() }
  for (const order_id of await ordersOfEvent(container, event.name, event.data)) {
    await settleOrder(container, { order_id, cause })
  }
}

export const config: SubscriberConfig = {
  event: [
    "order.fulfillment_created",
    "order.fulfillment_canceled",
    "order.completed",
    "order.archived",
    "order.canceled",
    "order.updated",
    "order.return_received",
    "order.claim_created",
    "order.exchange_created",
    // A line that is taken off may have been the last one to wait for.
    "order-edit.confirmed",
    "shipment.created",
    "delivery.created",
    "payment.captured",
    "payment.refunded",
  ],
}

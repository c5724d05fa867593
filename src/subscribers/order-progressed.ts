import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"

import { newCorrelationId } from "../workflows/loyalty/flows/engine"
import { finalizeWhenDue } from "../workflows/loyalty/flows/finalize-when-due"
import { placeOrder } from "../workflows/loyalty/flows/place-order"
import { ordersOfEvent, type OrderEventData } from "../workflows/loyalty/utils/orders-of-event"

/**
 * Something happened to an order, in whatever order the events arrive. The order is bound to its
 * session if that has not happened yet, then looked at afresh.
 */
export default async function orderProgressed({
  event,
  container,
}: SubscriberArgs<OrderEventData>): Promise<void> {
  const cause = { reason: event.name, actor: "system", correlation_id: newCorrelationId() }
  for (const order_id of await ordersOfEvent(container, event.name, event.data)) {
    await placeOrder(container, { order_id, cause })
    await finalizeWhenDue(container, { order_id, cause })
  }
}

export const config: SubscriberConfig = {
  event: [
    "order.fulfillment_created",
    "order.fulfillment_canceled",
    "order.completed",
    "order.archived",
    "order.updated",
    // A line that is taken off may have been the last one to wait for.
    "order-edit.confirmed",
    "shipment.created",
    "delivery.created",
    "payment.captured",
  ],
}

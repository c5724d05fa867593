import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"

import { cancelOrder } from "../workflows/loyalty/flows/cancel-order"
import { newCorrelationId } from "../workflows/loyalty/flows/engine"
import { placeOrder } from "../workflows/loyalty/flows/place-order"

/** An order was cancelled: its session ends before anything is sent, or what is due is listed. */
export default async function orderCanceled({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  const cause = { reason: event.name, actor: "system", correlation_id: newCorrelationId() }
  await placeOrder(container, { order_id: event.data.id, cause })
  await cancelOrder(container, { order_id: event.data.id, cause })
}

export const config: SubscriberConfig = { event: "order.canceled" }

import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"

import { settleCart } from "../workflows/loyalty/flows/settle-cart"

/** A cart changed: brings its session up to date in the background, once for a burst of changes. */
export default async function cartChanged({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await settleCart(container, event.data.id)
}

export const config: SubscriberConfig = {
  event: ["cart.updated", "cart.region_updated", "cart.customer_transferred"],
}

import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"

import { newCorrelationId } from "../workflows/loyalty/flows/engine"
import { unlinkDeletedCustomer } from "../workflows/loyalty/flows/unlink-deleted-customer"

/** A customer was deleted, as far as the event knows; where it is lost, the next link finds out. */
export default async function customerDeleted({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await unlinkDeletedCustomer(container, {
    customer_id: event.data.id,
    cause: { reason: event.name, actor: "system", correlation_id: newCorrelationId() },
  })
}

export const config: SubscriberConfig = { event: "customer.deleted" }

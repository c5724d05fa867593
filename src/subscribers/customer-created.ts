import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"

import { enrolCustomer } from "../workflows/loyalty/flows/enrol-customer"

/** A customer registered: enrolled in the background where a store wants it. */
export default async function customerCreated({
  event,
  container,
}: SubscriberArgs<{ id: string }>): Promise<void> {
  await enrolCustomer(container, event.data.id)
}

export const config: SubscriberConfig = { event: "customer.created" }

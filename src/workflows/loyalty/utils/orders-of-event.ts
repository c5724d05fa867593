import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

export interface OrderEventData {
  id?: string
  order_id?: string
}

/**
 * The orders an event is about. Events of fulfilments and payments carry the id of the fulfilment
 * or payment only.
 */
export async function ordersOfEvent(
  container: MedusaContainer,
  name: string,
  data: OrderEventData,
): Promise<string[]> {
  if (data.order_id) {
    return [data.order_id]
  }
  if (!data.id) {
    return []
  }
  if (name === "shipment.created" || name === "delivery.created") {
    return linked(container, {
      entity: "order_fulfillment",
      filters: { fulfillment_id: data.id },
    })
  }
  if (name.startsWith("payment.")) {
    return ordersOfPayment(container, data.id)
  }
  return [data.id]
}

async function ordersOfPayment(container: MedusaContainer, payment_id: string): Promise<string[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "payment",
    fields: ["payment_collection_id"],
    filters: { id: payment_id },
  })
  const collection = (data as { payment_collection_id?: string }[])[0]?.payment_collection_id
  return collection
    ? linked(container, {
        entity: "order_payment_collection",
        filters: { payment_collection_id: collection },
      })
    : []
}

async function linked(
  container: MedusaContainer,
  input: { entity: string; filters: Record<string, string> },
): Promise<string[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ ...input, fields: ["order_id"] })
  return (data as { order_id: string }[]).map(({ order_id }) => order_id)
}

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { resolveStore, type StoreDefaults } from "../../../modules/loyalty/domain/store-resolution"
import { loyaltyService } from "../../../workflows/loyalty/utils/loyalty"

const CHANNELS_MAX = 10_000
const ORDERS_PER_COUNT = 2_000

export interface OrderScope {
  /** Stores with a loyalty configuration. */
  store_ids: readonly string[]
  from: Date
  to: Date
}

/**
 * Orders placed in the period at these stores, and those among them that a session led to and that
 * did not fail: the second is a part of the first, so that their ratio is a rate. A session opened
 * before midnight counts on the day of its order.
 */
export async function countOrders(
  container: MedusaContainer,
  scope: OrderScope,
): Promise<{ placed: number; with_member: number }> {
  const filters = await ordersOf(container, scope)
  if (!filters) {
    return { placed: 0, with_member: 0 }
  }
  const placed = await count(container, filters)
  let with_member = 0
  let after = ""
  while (placed > 0) {
    const page = { ...scope, after, limit: ORDERS_PER_COUNT }
    const ids = await loyaltyService(container).ordersOfSessions(page)
    with_member += ids.length > 0 ? await count(container, { ...filters, id: ids }) : 0
    if (ids.length < ORDERS_PER_COUNT) {
      break
    }
    after = ids.at(-1) ?? after
  }
  return { placed, with_member }
}

/** Which orders are these stores', by the rule that finds the store of a cart; null for none. */
async function ordersOf(
  container: MedusaContainer,
  { store_ids, from, to }: OrderScope,
): Promise<Record<string, unknown> | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const [configs, stores, channels] = await Promise.all([
    loyaltyService(container).listStoreConfigsWithChannels(),
    query.graph({ entity: "store", fields: ["id", "default_sales_channel_id"] }),
    query.graph({
      entity: "sales_channel",
      fields: ["id"],
      pagination: { skip: 0, take: CHANNELS_MAX },
      withDeleted: true,
    }),
  ])
  const known = stores.data as StoreDefaults[]
  const isTheirs = (sales_channel_id: string | null): boolean =>
    store_ids.includes(resolveStore(sales_channel_id, configs, known) ?? "")
  const theirs = (channels.data as { id: string }[]).map(({ id }) => id).filter(isTheirs)
  const conditions = [
    ...(theirs.length > 0 ? [{ sales_channel_id: theirs }] : []),
    ...(isTheirs(null) ? [{ sales_channel_id: null }] : []),
  ]
  return conditions.length > 0
    ? { $or: conditions, is_draft_order: false, created_at: { $gte: from, $lt: to } }
    : null
}

async function count(container: MedusaContainer, filters: Record<string, unknown>) {
  const { metadata } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "order",
    fields: ["id"],
    filters,
    pagination: { skip: 0, take: 1 },
  })
  return metadata?.count ?? 0
}

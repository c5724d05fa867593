import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { resolveStore, type StoreDefaults } from "../../../modules/loyalty/domain/store-resolution"
import { hostTables, type HostDatabase } from "../../../workflows/loyalty/utils/host-tables"
import { loyaltyService } from "../../../workflows/loyalty/utils/loyalty"

const CHANNELS_MAX = 10_000
const ORDERS_PER_COUNT = 2_000

export interface OrderScope {
  /** Stores with a loyalty configuration. */
  store_ids: readonly string[]
  from: Date
  to: Date
  /** When each step of the series begins, oldest first; the first may begin before the period. */
  steps: readonly Date[]
}

/** Orders that were placed, and those among them that a session led to and that did not fail. */
export interface OrderCounts {
  placed: number
  with_member: number
}

/** Which orders are some stores': by their sales channels, and maybe those without one. */
interface TheirOrders {
  channels: string[]
  without_channel: boolean
}

/** How many orders fall into each step of a scope; of these ids only, where there are some. */
type CountBySteps = (scope: OrderScope, ids?: readonly string[]) => Promise<number[]>

/**
 * The orders of each step at these stores. Those with a member are a part of those placed, so that
 * their ratio is a rate: a session opened before midnight counts on the day of its order.
 */
export async function countOrders(
  container: MedusaContainer,
  scope: OrderScope,
): Promise<OrderCounts[]> {
  const database = await hostTables(container, "order")
  return database
    ? countBy(container, scope, (theirs) => inTables(database, theirs))
    : countOrdersFromModule(container, scope)
}

/** The same from the order module, which is asked once for each step. */
export function countOrdersFromModule(
  container: MedusaContainer,
  scope: OrderScope,
): Promise<OrderCounts[]> {
  return countBy(container, scope, (theirs) => inModule(container, theirs))
}

async function countBy(
  container: MedusaContainer,
  scope: OrderScope,
  counting: (theirs: TheirOrders) => CountBySteps,
): Promise<OrderCounts[]> {
  const theirs = await ordersOf(container, scope.store_ids)
  const nothing = scope.steps.map(() => 0)
  if (theirs.channels.length === 0 && !theirs.without_channel) {
    return nothing.map((none) => ({ placed: none, with_member: none }))
  }
  const count = counting(theirs)
  const placed = await count(scope)
  const with_member = placed.some((orders) => orders > 0)
    ? await countWithMember(container, scope, count)
    : nothing
  return placed.map((orders, step) => ({ placed: orders, with_member: with_member[step] ?? 0 }))
}

/** What the steps come to. */
export function sumOrders(steps: readonly OrderCounts[]): OrderCounts {
  return {
    placed: steps.reduce((sum, { placed }) => sum + placed, 0),
    with_member: steps.reduce((sum, { with_member }) => sum + with_member, 0),
  }
}

async function countWithMember(
  container: MedusaContainer,
  scope: OrderScope,
  count: CountBySteps,
): Promise<number[]> {
  const service = loyaltyService(container)
  let found = scope.steps.map(() => 0)
  for (let after = ""; ;) {
    const ids = await service.ordersOfSessions({ ...scope, after, limit: ORDERS_PER_COUNT })
    const more = ids.length > 0 ? await count(scope, ids) : []
    found = found.map((orders, step) => orders + (more[step] ?? 0))
    if (ids.length < ORDERS_PER_COUNT) {
      return found
    }
    after = ids.at(-1) ?? after
  }
}

/** By the rule that finds the store of a cart. */
async function ordersOf(
  container: MedusaContainer,
  store_ids: readonly string[],
): Promise<TheirOrders> {
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
  return {
    channels: (channels.data as { id: string }[]).map(({ id }) => id).filter(isTheirs),
    without_channel: isTheirs(null),
  }
}

/** One statement for all steps. */
function inTables(
  database: HostDatabase,
  { channels, without_channel }: TheirOrders,
): CountBySteps {
  return async ({ from, to, steps }, ids) => {
    const { rows } = await database.raw<{ rows: { step: number; orders: number }[] }>(
      `SELECT width_bucket(o.created_at, ?::timestamptz[]) AS step, count(*)::int AS orders
         FROM "order" o
        WHERE (o.sales_channel_id = ANY (?) OR (?::boolean AND o.sales_channel_id IS NULL))
          AND o.created_at >= ? AND o.created_at < ? AND o.deleted_at IS NULL
          AND NOT o.is_draft_order ${ids ? "AND o.id = ANY (?)" : ""} GROUP BY 1`,
      [steps, channels, without_channel, from, to, ...(ids ? [ids] : [])],
    )
    const counted = new Map(rows.map(({ step, orders }) => [step, orders]))
    // Buckets are numbered from one.
    return steps.map((_, index) => counted.get(index + 1) ?? 0)
  }
}

function inModule(
  container: MedusaContainer,
  { channels, without_channel }: TheirOrders,
): CountBySteps {
  const conditions = [
    ...(channels.length > 0 ? [{ sales_channel_id: channels }] : []),
    ...(without_channel ? [{ sales_channel_id: null }] : []),
  ]
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  return async ({ from, to, steps }, ids) => {
    const counts: number[] = []
    for (const [index, step] of steps.entries()) {
      const { metadata } = await query.graph({
        entity: "order",
        fields: ["id"],
        filters: {
          $or: conditions,
          is_draft_order: false,
          created_at: { $gte: index === 0 ? from : step, $lt: steps[index + 1] ?? to },
          ...(ids && { id: [...ids] }),
        },
        pagination: { skip: 0, take: 1 },
      })
      counts.push(metadata?.count ?? 0)
    }
    return counts
  }
}

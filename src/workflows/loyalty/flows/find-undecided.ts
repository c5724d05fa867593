import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import {
  isPaidOrder,
  type OrderPaymentState,
} from "../../../modules/loyalty/domain/finalize-policy"
import { markerHash, parseAdjustmentMarker } from "../../../modules/loyalty/domain/keys"
import type { UndecidedOrderInput } from "../../../modules/loyalty/persistence/reconciliation-service"
import type { WaitingOperation } from "../../../modules/loyalty/persistence/job-service"
import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { pages } from "../utils/pages"
import { readOrder, type OrderSnapshot } from "../utils/read-order"
import { firstIdSince } from "../utils/time-ordered-id"

const BATCH = 200
const MINUTE_MS = 60_000
/** A completion holds its lock for at most two minutes; after that nobody works on it any more. */
const COMPLETION_GRACE_MS = 5 * MINUTE_MS
const PAYMENT_GRACE_MS = 15 * MINUTE_MS

/** Orders without a cart, new enough to be looked at and old enough that no completion goes on. */
export async function* cartlessOrders(
  container: MedusaContainer,
  input: { since: Date; run: JobRun },
): AsyncGenerator<string> {
  const now = await loyaltyService(container).databaseTime()
  const until = new Date(now.getTime() - COMPLETION_GRACE_MS)
  for await (const ids of orderPages(container, { since: input.since, until })) {
    if (input.run.isOver()) {
      return
    }
    yield* await withoutCart(container, ids)
  }
}

/**
 * An order that a killed completion left without a cart: Medusa made it and died before it tied the
 * two. Our discounts on it tell that it carried a session. Nothing can be decided about it by
 * itself, because the shopper may have paid or may try again. Null when it is none of ours, or over.
 */
export async function unfinished(
  container: MedusaContainer,
  order_id: string,
): Promise<UndecidedOrderInput | null> {
  const order = await readOrder(container, order_id)
  const hash = order && sessionHashOf(order)
  if (!hash || order.status !== "pending") {
    return null
  }
  const session = await activeSessionBy(container, hash)
  return {
    order_id,
    session_id: session?.id ?? null,
    store_id: session?.store_id ?? null,
    reason: "completion_unfinished",
  }
}

/** Ids among these orders that no cart became. Orders made from drafts are among them. */
export async function withoutCart(
  container: MedusaContainer,
  ids: readonly string[],
): Promise<string[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_cart",
    fields: ["order_id"],
    filters: { order_id: [...ids] },
  })
  const tied = new Set((data as { order_id: string }[]).map(({ order_id }) => order_id))
  return ids.filter((id) => !tied.has(id))
}

/**
 * Orders that wait for their finalize and that nobody has paid: a completion that was killed before
 * the payment leaves one. It is decided by itself once it is paid or cancelled.
 */
export async function unpaidOrders(
  container: MedusaContainer,
  waiting: readonly WaitingOperation[],
): Promise<UndecidedOrderInput[]> {
  const now = await loyaltyService(container).databaseTime()
  const old = waiting.filter(
    ({ created_at }) => now.getTime() - created_at.getTime() > PAYMENT_GRACE_MS,
  )
  if (old.length === 0) {
    return []
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order",
    fields: ["id", "payment_collections.status", "payment_collections.amount"],
    filters: { id: old.map(({ order_id }) => order_id) },
  })
  const unpaid = new Set<string>()
  for (const order of data as unknown as PaidOrder[]) {
    if (await isUnpaid(container, order)) {
      unpaid.add(order.id)
    }
  }
  return old
    .filter(({ order_id }) => unpaid.has(order_id))
    .map(({ order_id, session_id, store_id }) => ({
      order_id,
      session_id,
      store_id,
      reason: "payment_missing" as const,
    }))
}

interface PaidOrder {
  id: string
  payment_collections?: { status: OrderPaymentState; amount: number }[]
}

/**
 * An order without any payment collection costs nothing, or its completion was killed before it was
 * tied to the one it had: its total tells.
 */
async function isUnpaid(
  container: MedusaContainer,
  { id, payment_collections: collections = [] }: PaidOrder,
): Promise<boolean> {
  if (collections.length === 0) {
    const order = await readOrder(container, id)
    return order !== null && order.total > 0
  }
  return (
    collections.some(({ amount }) => Number(amount) > 0) &&
    !collections.some(({ status }) => isPaidOrder(status))
  )
}

async function* orderPages(
  container: MedusaContainer,
  { since, until }: { since: Date; until: Date },
): AsyncGenerator<string[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  for (let after = firstIdSince("order", since); ;) {
    const { data } = await query.graph({
      entity: "order",
      fields: ["id"],
      filters: { id: { $gt: after }, created_at: { $lt: until } },
      pagination: { take: BATCH, skip: 0, order: { id: "ASC" } },
    })
    const ids = (data as { id: string }[]).map(({ id }) => id)
    const last = ids.at(-1)
    if (!last) {
      return
    }
    yield ids
    after = last
  }
}

function sessionHashOf(order: OrderSnapshot): string | null {
  for (const { description } of order.lines.flatMap((line) => line.adjustments)) {
    const marker = parseAdjustmentMarker(description)
    if (marker) {
      return marker.session_hash
    }
  }
  return null
}

/** An order carries the hash of its session's id only. */
async function activeSessionBy(container: MedusaContainer, hash: string) {
  const service = loyaltyService(container)
  for await (const { id } of pages((after) => service.activeCarts({ after, limit: BATCH }))) {
    if (markerHash(id) === hash) {
      return service.sessionById(id)
    }
  }
  return null
}

import type { MedusaContainer } from "@medusajs/framework/types"

import { keptQuantities } from "../../../modules/loyalty/domain/kept"
import {
  isEmptyReversal,
  reversalFor,
  type FulfilledSnapshot,
  type Reversible,
} from "../../../modules/loyalty/domain/placement"
import { reversalOf } from "../../../modules/loyalty/persistence/reversal-service"
import type { LoyaltyTransactionRow, SessionRow } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"
import { namesOf, observed } from "../utils/observed"
import { readOrder, type OrderSnapshot } from "../utils/read-order"

/** Somebody else can book in between; more often than this, the next look at the order does it. */
const TRIES_MAX = 5

/**
 * Compares an order as it stands with what was booked for it, and puts what is still to be taken
 * back into the outbox. Nothing happens before the finalize is confirmed, and nothing the second
 * time: whatever was booked before is subtracted.
 */
export const bookReversal = observed(book, {
  name: "book_reversal",
  before: (order_id: string) => ({ order_id }),
  after: (session) => session && { outcome: "booked", fields: namesOf(session) },
})

/** The session for which something was booked; null when there was nothing to book. */
async function book(container: MedusaContainer, order_id: string): Promise<SessionRow | null> {
  const service = loyaltyService(container)
  const session = await service.sessionOfOrder(order_id)
  const order = session?.status === "finalized" ? await readOrder(container, order_id) : null
  if (!session || !order) {
    return null
  }
  const [operation, transactions] = await Promise.all([
    service.operationOfOrder(order_id),
    service.transactionsOfOrder(order_id),
  ])
  const transaction = transactions.find(({ kind }) => kind === "finalize")
  const fulfilled = operation?.snapshot?.["fulfilled"] as FulfilledSnapshot | undefined
  return fulfilled && transaction
    ? bookKnown(container, { session, order, fulfilled, transaction })
    : null
}

/** An order that was finalized, and what was told and booked then. */
export interface FinalizedOrder {
  session: SessionRow
  order: OrderSnapshot
  fulfilled: FulfilledSnapshot
  transaction: LoyaltyTransactionRow
}

/** The same for whoever has just read all of it. */
export const bookReversalOf = observed(bookKnown, {
  name: "book_reversal",
  before: ({ order }) => ({ order_id: order.id }),
  after: (session) => session && { outcome: "booked", fields: namesOf(session) },
})

async function bookKnown(
  container: MedusaContainer,
  { session, order, fulfilled, transaction }: FinalizedOrder,
): Promise<SessionRow | null> {
  const finalized = reversibleOf(fulfilled, transaction)
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    const outcome = await bookOnce(container, { session, order, finalized })
    if (outcome !== "overtaken") {
      return outcome === "booked" ? session : null
    }
  }
  return null
}

/** `overtaken` when another reversal was booked since the amounts were computed. */
async function bookOnce(
  container: MedusaContainer,
  input: { session: SessionRow; order: OrderSnapshot; finalized: Reversible },
): Promise<"booked" | "nothing_to_book" | "overtaken"> {
  const { session, order, finalized } = input
  const service = loyaltyService(container)
  const booked = await service.reversalsOfOrder(order.id)
  const is_canceled = order.canceled_at !== null || order.status === "canceled"
  const kept = keptQuantities(finalized.lines, {
    is_canceled,
    lines: order.lines.map((line) => ({
      order_line_id: line.id,
      quantity: line.quantity,
      handed_over: Math.max(line.fulfilled, line.delivered),
      returned: line.returned,
    })),
  })
  const earlier = booked.map((operation) => reversalOf(operation).reversal)
  const reversal = reversalFor(finalized, kept, earlier)
  if (isEmptyReversal(reversal)) {
    return "nothing_to_book"
  }
  const operation = await service.bookReversal({
    session,
    order_id: order.id,
    sequence: booked.length + 1,
    reversal,
    reason: is_canceled ? "order_canceled" : "returned",
  })
  return operation === null ? "overtaken" : "booked"
}

/** What the engine confirmed, with the lines it was told. */
function reversibleOf(fulfilled: FulfilledSnapshot, booked: LoyaltyTransactionRow): Reversible {
  const rejected = new Set((booked.rejected_rewards ?? []).map((one) => one.provider_reward_id))
  return {
    lines: fulfilled.lines,
    granted_rewards: fulfilled.granted_rewards.filter(
      ({ provider_reward_id }) => !rejected.has(provider_reward_id),
    ),
    earned_points: booked.earned_points,
    redeemed_points: booked.redeemed_points,
  }
}

import type { MedusaContainer } from "@medusajs/framework/types"

import { keptQuantities } from "../../../modules/loyalty/domain/kept"
import {
  isEmptyReversal,
  reversalFor,
  type FulfilledSnapshot,
  type Reversible,
} from "../../../modules/loyalty/domain/placement"
import { reversalOf } from "../../../modules/loyalty/persistence/reversal-service"
import type {
  LoyaltyTransactionRow,
  OperationRow,
  SessionRow,
} from "../../../modules/loyalty/types/rows"
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
  const finalized = order && (await finalizedOf(container, order_id))
  if (!session || !order || !finalized) {
    return null
  }
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

/** What the engine confirmed, with the lines it was told; null before that. */
async function finalizedOf(
  container: MedusaContainer,
  order_id: string,
): Promise<Reversible | null> {
  const service = loyaltyService(container)
  const operation = await service.operationOfOrder(order_id)
  const transactions = await service.transactionsOfOrder(order_id)
  const booked = transactions.find(({ kind }) => kind === "finalize")
  return operation && booked ? reversibleOf(operation, booked) : null
}

function reversibleOf(operation: OperationRow, booked: LoyaltyTransactionRow): Reversible | null {
  const fulfilled = operation.snapshot?.["fulfilled"] as FulfilledSnapshot | undefined
  if (!fulfilled) {
    return null
  }
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

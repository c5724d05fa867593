import type { MedusaContainer } from "@medusajs/framework/types"

import { loyaltyService } from "../utils/loyalty"

/**
 * Lists what a cancelled order's shopper must give back, to the point, once per order. For orders
 * that were finalized before, or while, they were cancelled.
 */
export async function noteCancelledAfterFinalize(
  container: MedusaContainer,
  input: { session_id: string; order_id: string },
): Promise<void> {
  const service = loyaltyService(container)
  const session = await service.sessionById(input.session_id)
  const transactions = await service.transactionsOfOrder(input.order_id)
  const finalized = transactions.find(({ kind }) => kind === "finalize")
  if (session?.status !== "finalized" || !finalized) {
    return
  }
  await service.noteAdjustmentDue({
    key: `order_canceled:${input.order_id}`,
    session_id: session.id,
    order_id: input.order_id,
    member_id: session.member_id,
    kind: "order_canceled_after_finalize",
    points: finalized.earned_points - finalized.redeemed_points,
    amount: finalized.discount_total,
    currency_code: finalized.currency_code,
    details: {
      earned_points: finalized.earned_points,
      redeemed_points: finalized.redeemed_points,
      receipt_id: finalized.receipt_id,
    },
  })
}

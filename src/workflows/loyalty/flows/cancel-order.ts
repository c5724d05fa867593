import type { MedusaContainer } from "@medusajs/framework/types"

import type { Cause } from "../../../modules/loyalty/types/rows"
import type { OrderEndReason } from "../steps/cancel-finalize"
import { loyaltyService } from "../utils/loyalty"
import { cancelOrderWorkflow } from "../workflows/cancel-order"

/**
 * An order that was cancelled, or of which nothing is left, ends its session before
 * anything was sent. Where the finalize is on its way or over, nothing is changed here: what must
 * be taken back is a reversal (`reverse-when-due.ts`).
 */
export async function cancelOrder(
  container: MedusaContainer,
  input: { order_id: string; cause: Cause; failure_reason: OrderEndReason },
): Promise<void> {
  const session = await loyaltyService(container).sessionOfOrder(input.order_id)
  if (!session || session.status === "failed") {
    return
  }
  await cancelOrderWorkflow(container).run({
    input: {
      session_id: session.id,
      order_id: input.order_id,
      cause: input.cause,
      failure_reason: input.failure_reason,
    },
  })
}

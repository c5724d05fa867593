import type { MedusaContainer } from "@medusajs/framework/types"

import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"
import { cancelOrderWorkflow } from "../workflows/cancel-order"

/**
 * A cancelled order ends its session before anything was sent. Where the finalize is on its way or
 * over, the points are already the shopper's: what must be taken back is listed for the merchant.
 */
export async function cancelOrder(
  container: MedusaContainer,
  input: { order_id: string; cause: Cause },
): Promise<void> {
  const session = await loyaltyService(container).sessionOfOrder(input.order_id)
  if (!session || session.status === "failed") {
    return
  }
  await cancelOrderWorkflow(container).run({
    input: { session_id: session.id, order_id: input.order_id, cause: input.cause },
  })
}

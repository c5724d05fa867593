import type { MedusaContainer } from "@medusajs/framework/types"

import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import type { OrderEndReason } from "../steps/cancel-finalize"
import { loyaltyService } from "../utils/loyalty"
import { namesOf, observed } from "../utils/observed"
import { cancelOrderWorkflow } from "../workflows/cancel-order"

/**
 * An order that was cancelled, or of which nothing is left, ends its session before
 * anything was sent. Where the finalize is on its way or over, nothing is changed here: what must
 * be taken back is a reversal (`reverse-when-due.ts`).
 */
export const cancelOrder = observed(cancel, {
  name: "cancel",
  before: ({ order_id, cause }) => ({ order_id, correlation_id: cause.correlation_id }),
  after: (ended) => ended && { outcome: ended.outcome, fields: namesOf(ended.session) },
})

async function cancel(
  container: MedusaContainer,
  input: { order_id: string; cause: Cause; failure_reason: OrderEndReason },
): Promise<{ outcome: string; session: SessionRow } | null> {
  const session = await loyaltyService(container).sessionOfOrder(input.order_id)
  if (!session || session.status === "failed") {
    return null
  }
  const { result } = await cancelOrderWorkflow(container).run({
    input: {
      session_id: session.id,
      order_id: input.order_id,
      cause: input.cause,
      failure_reason: input.failure_reason,
    },
  })
  return { outcome: result.outcome, session }
}

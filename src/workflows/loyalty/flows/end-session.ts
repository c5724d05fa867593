import type { MedusaContainer } from "@medusajs/framework/types"

import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import { isReleased } from "../utils/end-with-cart"
import { loyaltyService } from "../utils/loyalty"
import { namesOf, observed } from "../utils/observed"
import { isPaid, readPayment } from "../utils/payment-state"
import type { WriteOutcome } from "../utils/write-discounts"
import { releaseSessionWorkflow } from "../workflows/release-session"

/**
 * `over`: it had failed already. The others: it goes on or was booked, and what its cart kept it
 * for.
 */
export type EndOutcome = "ended" | "over" | Exclude<WriteOutcome, "written" | "gone">

/**
 * Ends an active session: its discounts leave the cart first, then it fails with the reason, and
 * the engine is told where it can be. A session that is over already is left alone, and so is one
 * whose cart is paid or an order: these discounts are in it, so its points must be booked. In the
 * background, a cart whose payment has begun is left alone too, because a refresh would delete its
 * session: the shopper's own next request ends it. Returns what became of the session.
 */
export const endSession = observed(release, {
  name: "release",
  before: ({ session, cause }) => ({
    ...namesOf(session),
    correlation_id: cause.correlation_id,
  }),
  after: (ended, { failure_reason }) => (ended === "ended" ? { outcome: failure_reason } : null),
})

async function release(
  container: MedusaContainer,
  input: {
    session: SessionRow
    failure_reason: FailureReason
    cause: Cause
    background?: boolean
  },
): Promise<EndOutcome> {
  const session = await loyaltyService(container).sessionById(input.session.id)
  if (session?.status !== "active") {
    return session && session.status !== "failed" ? "completed" : "over"
  }
  const background = input.background === true
  const payment = await readPayment(container, session.cart_id)
  if (isPaid(payment)) {
    return "paid"
  }
  if (background && payment.sessions.length > 0) {
    return "payment_started"
  }
  const { result } = await releaseSessionWorkflow(container).run({
    input: {
      session_id: session.id,
      cart_id: session.cart_id,
      failure_reason: input.failure_reason,
      cause: input.cause,
      background,
    },
  })
  return isReleased(result.outcome) ? "ended" : result.outcome
}

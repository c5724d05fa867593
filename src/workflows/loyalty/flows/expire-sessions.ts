import type { MedusaContainer } from "@medusajs/framework/types"

import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { pages } from "../utils/pages"
import { cartOrder } from "../utils/read-order"
import { endSession } from "./end-session"
import { newCorrelationId } from "./engine"
import { placeOrder } from "./place-order"

const BATCH = 200

/** Ends active sessions whose time is over; one whose cart became an order is placed instead. */
export async function expireSessions(
  container: MedusaContainer,
  run: JobRun,
): Promise<Record<string, number>> {
  const cause = { reason: "expired", actor: "system", correlation_id: newCorrelationId() }
  const service = loyaltyService(container)
  const figures = { expired: 0, looked_at: 0 }
  for await (const session of pages((after) => service.expiredSessions({ after, limit: BATCH }))) {
    if (run.isOver()) {
      break
    }
    figures.looked_at += 1
    const order_id = await cartOrder(container, session.cart_id)
    if (order_id) {
      await placeOrder(container, { order_id, completion: "later", cause })
      continue
    }
    const ending = { session, failure_reason: "expired" as const, cause, background: true }
    if ((await endSession(container, ending)) === "ended") {
      figures.expired += 1
    }
  }
  return figures
}

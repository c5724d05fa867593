import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { pages } from "../utils/pages"
import { cartOrder } from "../utils/read-order"
import { endSession } from "./end-session"
import { newCorrelationId } from "./engine"
import { placeOrder } from "./place-order"

const BATCH = 200

const DAY_MS = 86_400_000
/** Longer than any way of paying keeps a shop waiting for the money, bank transfers included. */
const PAYMENT_ABANDONED_AFTER_MS = 14 * DAY_MS

/**
 * Ends active sessions whose time is over; one whose cart became an order is placed instead. A cart
 * whose payment has begun keeps its session for two weeks more: a refresh would delete the payment
 * session while money is on the way. One session's fault keeps no other from its end.
 */
export async function expireSessions(
  container: MedusaContainer,
  run: JobRun,
): Promise<Record<string, number>> {
  const cause = { reason: "expired", actor: "system", correlation_id: newCorrelationId() }
  const service = loyaltyService(container)
  const now = await service.databaseTime()
  const figures = { expired: 0, looked_at: 0, failed: 0 }
  for await (const session of pages((after) => service.expiredSessions({ after, limit: BATCH }))) {
    if (run.isOver()) {
      break
    }
    figures.looked_at += 1
    try {
      const over_for_ms = now.getTime() - session.expires_at.getTime()
      const background = over_for_ms < PAYMENT_ABANDONED_AFTER_MS
      const ended = await expire(container, { session, cause, background })
      figures.expired += ended === "ended" ? 1 : 0
    } catch (error) {
      const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      logger.error(`loyalty: session ${session.id} could not be ended: ${safeMessage(error)}`)
      figures.failed += 1
    }
  }
  return figures
}

async function expire(
  container: MedusaContainer,
  input: { session: SessionRow; cause: Cause; background: boolean },
) {
  const { session, cause } = input
  const order_id = await cartOrder(container, session.cart_id)
  return order_id
    ? placeOrder(container, { order_id, completion: "later", cause })
    : endSession(container, { ...input, failure_reason: "expired" })
}

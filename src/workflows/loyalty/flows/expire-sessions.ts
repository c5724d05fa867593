import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { JobRun } from "../utils/job-lease"
import { loyaltyService } from "../utils/loyalty"
import { batches } from "../utils/pages"
import { cartsAwaitingPayment } from "../utils/payment-state"
import { cartOrder } from "../utils/read-order"
import { endSession } from "./end-session"
import { newCorrelationId } from "./engine"
import { placeOrder } from "./place-order"

const BATCH = 200

const DAY_MS = 86_400_000
/** Longer than any way of paying keeps a shop waiting for the money, bank transfers included. */
const PAYMENT_ABANDONED_AFTER_MS = 14 * DAY_MS
/** Longer than the job's interval, so that one of its runs is within it. */
const DAILY_TRY_MS = 20 * 60_000

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
  for await (const page of batches((after) => service.expiredSessions({ after, limit: BATCH }))) {
    const due = await endable(container, page, now)
    for (const { session, background } of due) {
      if (run.isOver()) {
        return figures
      }
      figures.looked_at += 1
      try {
        const ended = await expire(container, { session, cause, background })
        figures.expired += ended === "ended" ? 1 : 0
      } catch (error) {
        const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
        logger.error(`loyalty: session ${session.id} could not be ended: ${safeMessage(error)}`)
        figures.failed += 1
      }
    }
    if (run.isOver()) {
      return figures
    }
  }
  return figures
}

interface Due {
  session: SessionRow
  /** False where nobody can be paying any more. */
  background: boolean
}

/**
 * Without those that wait for a payment: most checkouts that are left are left there. One that
 * nobody can be paying any more is tried once a day, because a payment that its provider does not let
 * go makes the try fail.
 */
async function endable(
  container: MedusaContainer,
  sessions: readonly SessionRow[],
  now: Date,
): Promise<Due[]> {
  const waiting = await cartsAwaitingPayment(
    container,
    sessions.map(({ cart_id }) => cart_id),
  )
  return sessions.flatMap((session) => {
    const over_for_ms = now.getTime() - session.expires_at.getTime()
    const background = over_for_ms < PAYMENT_ABANDONED_AFTER_MS
    const is_tried = !background && over_for_ms % DAY_MS < DAILY_TRY_MS
    return is_tried || !waiting.has(session.cart_id) ? [{ session, background }] : []
  })
}

async function expire(
  container: MedusaContainer,
  { session, cause, background }: Due & { cause: Cause },
) {
  const order_id = await cartOrder(container, session.cart_id)
  return order_id
    ? placeOrder(container, { order_id, completion: "later", cause })
    : endSession(container, { session, failure_reason: "expired", cause, background })
}

import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { isQuiet } from "../utils/cart-burst"
import { tryLock } from "../utils/locks"
import { wasWithoutSession } from "../utils/without-session"
import { newCorrelationId } from "./engine"
import { evaluateSession } from "./evaluate-session"
import { dropUnapproved, guardedSession } from "./guard-cart"

const RETRY_MS = 300
const LOCK_LIFE_S = 20
const TRIES = 3

interface Keys {
  cart_id: string
  session_id: string
}

/**
 * Brings a cart's session up to date after the shopper stopped changing it for a moment. A burst of
 * changes becomes one look and at most one evaluation, and the last state wins, because it re-reads
 * everything. An unchanged basket costs no call. What an ended session left on the cart goes.
 *
 * The wait for that moment is nobody's: a queue's worker takes one event at a time, and would let
 * all others stand behind it, the next changes of the same cart among them. Nothing is read before
 * it either: the request that changed the cart may still be answering.
 */
export function settleCart(container: MedusaContainer, cart_id: string): Promise<void> {
  if (!wasWithoutSession(cart_id, performance.now())) {
    settleWhenQuiet(container, cart_id).catch((error: unknown) => {
      // A cart's id is what its owner proves ownership with: it is not told.
      warn(container, `a cart was not settled after its changes: ${safeMessage(error)}`)
    })
  }
  return Promise.resolve()
}

async function settleWhenQuiet(container: MedusaContainer, cart_id: string): Promise<void> {
  if (!(await isQuiet(cart_id))) {
    return
  }
  const session = await guardedSession(container, cart_id)
  if (session?.status === "failed") {
    await dropUnapproved(container, cart_id, { background: true })
    return
  }
  // Before the first evaluation nobody asked for rewards yet: no engine call for nothing.
  if (session?.status === "active" && session.evaluated_at) {
    await evaluateAlone(container, { cart_id, session_id: session.id })
  }
}

/** One process evaluates; what changes while it does is evaluated again. */
async function evaluateAlone(container: MedusaContainer, keys: Keys): Promise<void> {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const outcome = await tryLock(
      container,
      { key: `loyalty-settle:${keys.cart_id}`, life_s: LOCK_LIFE_S },
      () => evaluate(container, keys),
    )
    if (!outcome.held) {
      return
    }
    await pause(RETRY_MS)
  }
}

async function evaluate(container: MedusaContainer, keys: Keys): Promise<void> {
  try {
    await evaluateSession(container, {
      ...keys,
      background: true,
      spare_engine: true,
      cause: { reason: "cart changed", actor: "system", correlation_id: newCorrelationId() },
    })
  } catch (error) {
    // A session that ended meanwhile is no fault; anything else is worth a line, and the shopper's
    // own next request evaluates again.
    if (!isLoyaltyError(error)) {
      warn(container, `background evaluation failed: ${safeMessage(error)}`)
    }
  }
}

function warn(container: MedusaContainer, text: string): void {
  const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  logger.warn(`loyalty: ${text}`)
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

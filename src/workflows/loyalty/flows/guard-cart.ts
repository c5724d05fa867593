import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import { digitsOf } from "../../../modules/loyalty/domain/money"
import type { SessionWithRewards } from "../../../modules/loyalty/persistence/state-service"
import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { noteEditing } from "../utils/cart-burst"
import { cartTotal } from "../utils/cart-total"
import {
  excessOf,
  fitsEvidently,
  isApproved,
  presentAdjustments,
  type LineChange,
} from "../utils/discounts"
import { inTime, LATE } from "../utils/in-time"
import { loyaltyService } from "../utils/loyalty"
import { observed } from "../utils/observed"
import { payable } from "../utils/payable"
import { isPaid, processableSession, readCartAndPayment } from "../utils/payment-state"
import { fingerprintOf, readCart } from "../utils/read-cart"
import { readCheckout, type Checkout } from "../utils/read-with-session"
import { noteWithoutSession } from "../utils/without-session"
import { capDiscountsWorkflow } from "../workflows/cap-discounts"
import { dropDiscountsWorkflow } from "../workflows/drop-discounts"
import { refreshPaymentWorkflow } from "../workflows/refresh-payment"
import { endSession } from "./end-session"
import { evaluateForGuard, type Known } from "./evaluate-session"
import { misfit } from "./session-fit"
import { describe, stateOf, type SessionState } from "./session-state"

/**
 * The latest session of a cart, whatever became of it; one indexed read for carts that never had
 * loyalty. A session that ended may have left discounts behind, which nobody approves any more.
 */
export async function guardedSession(
  container: MedusaContainer,
  cart_id: string,
): Promise<SessionRow | null> {
  return noted(cart_id, await loyaltyService(container).latestSessionOfCart(cart_id))
}

/** The same with its rewards, for a guard that judges the discounts. */
export async function guardedApproval(
  container: MedusaContainer,
  cart_id: string,
): Promise<SessionWithRewards | null> {
  return noted(cart_id, await loyaltyService(container).latestApprovalOfCart(cart_id))
}

function noted<Found>(cart_id: string, found: Found | null): Found | null {
  if (!found) {
    noteWithoutSession(cart_id, performance.now())
  }
  return found
}

/**
 * G0: brings the discounts up to date before a payment is begun, so that what is paid is what was
 * granted. Nothing here can stop the request.
 */
export const guardPaymentStart = observed(beforePayment, {
  name: "guard_payment_start",
  before: correlated,
  after: (outcome) => outcome && { outcome },
  count: (metrics, outcome) => metrics.cart_guards.inc({ guard: "payment_start", outcome }),
})

async function beforePayment(
  container: MedusaContainer,
  input: { cart_id: string; cause: Cause },
): Promise<"pass" | "dropped" | null> {
  const checkout = noted(input.cart_id, await readCheckout(container, input.cart_id))
  if (!checkout) {
    return null
  }
  const { cart } = checkout
  const state = await describe(container, checkout.approval)
  const outcome = await bringUpToDate(container, { state, ...(cart && { cart }) }, input.cause)
  await bringPaymentUpToDate(container, input.cart_id, outcome === "untouched" ? checkout : null)
  if (outcome === "dropped") {
    return outcome
  }
  return state.session.status === "active" ? "pass" : null
}

/**
 * The discounts of a cart change under its lock and its payment follows under the next one: a
 * process that died in between left a payment of another amount, which nothing else would mend.
 *
 * @param seen what was read and stands, or null where it must be read again
 */
async function bringPaymentUpToDate(
  container: MedusaContainer,
  cart_id: string,
  seen: Checkout | null,
): Promise<void> {
  const { cart, payment } = seen ?? (await readCartAndPayment(container, cart_id))
  if (!cart || cart.completed_at || payment.amount === null || isPaid(payment)) {
    return
  }
  const total = seen?.price ?? (await cartTotal(container, cart_id))
  if (isSameMoney(payment.amount, total, digitsOf(cart.currency_code))) {
    return
  }
  await refreshPaymentWorkflow(container).run({ input: { cart_id } })
}

/** A cart's id is what its owner proves ownership with: it is not told. */
function correlated({ cause }: { cause: Cause }) {
  return { correlation_id: cause.correlation_id }
}

export type CompletionVerdict =
  | { kind: "pass"; because: "no_session" | "paid" | "same_total" }
  | { kind: "total_changed"; previous_total: string; total: string; state: SessionState | null }

/**
 * G2: before an order is made over HTTP, what is paid must be what was granted. Says so when the
 * total the shopper saw is no longer the cart's.
 */
export const guardCompletion = observed(beforeCompletion, {
  name: "guard_completion",
  before: correlated,
  after: (verdict) => {
    if (verdict.kind === "total_changed") {
      return { outcome: verdict.kind }
    }
    return verdict.because === "no_session" ? null : { outcome: verdict.because }
  },
  count: (metrics, outcome) => metrics.cart_guards.inc({ guard: "completion", outcome }),
})

async function beforeCompletion(
  container: MedusaContainer,
  input: { cart_id: string; cause: Cause },
): Promise<CompletionVerdict> {
  const checkout = noted(input.cart_id, await readCheckout(container, input.cart_id))
  if (!checkout?.cart || checkout.cart.completed_at) {
    return { kind: "pass", because: "no_session" }
  }
  const { cart, payment, price } = checkout
  const state = await describe(container, checkout.approval)
  const { session } = state
  const paying = processableSession(payment.sessions)
  const digits = digitsOf(cart.currency_code)
  if (session.status !== "active" && presentAdjustments(cart).length === 0) {
    // A process may have died after the discounts had gone and before the payment followed.
    const paysLess = paying !== null && payable(paying.amount, digits) < payable(price, digits)
    if (isPaid(payment) || !paysLess) {
      return { kind: "pass", because: "no_session" }
    }
  }
  if (isPaid(payment)) {
    // Money is held: from here on the order goes through, and what is wrong with it is flagged.
    return { kind: "pass", because: "paid" }
  }
  const seen = paying?.amount ?? price
  const outcome = await bringUpToDate(container, { state, cart }, input.cause)
  const total = outcome === "untouched" ? price : await cartTotal(container, cart.id)
  if (isSameMoney(seen, total, digits)) {
    return { kind: "pass", because: "same_total" }
  }
  await refreshPaymentWorkflow(container).run({ input: { cart_id: cart.id } })
  return {
    kind: "total_changed",
    previous_total: seen,
    total,
    state: await stateOf(container, session.id),
  }
}

/**
 * Evaluates, and where that is impossible takes off whatever was not approved for this basket:
 * a discount of ours may only ever err on the low side. What an ended session left goes. Where
 * nothing has to be asked, what was read a moment ago is judged: it is read once more before money
 * moves, by the check inside the completion. That one also refuses what could not be taken off in
 * time, where all locks hang.
 *
 * @returns `untouched` where the cart is what was read, and no engine was waited for
 */
async function bringUpToDate(
  container: MedusaContainer,
  known: Known,
  cause: Cause,
): Promise<"untouched" | "pass" | "dropped"> {
  const { id: session_id, cart_id, status } = known.state.session
  const { guard_timeout_ms } = loyaltyService(container).options()
  const failed = (error: unknown): void => {
    if (!isLoyaltyError(error)) {
      logger(container).error(`loyalty: evaluation failed: ${safeMessage(error)}`)
    }
  }
  try {
    if (status === "active") {
      const deadline = AbortSignal.timeout(guard_timeout_ms)
      const input = { session_id, cart_id, cause, spare_engine: true, deadline, known }
      const seen = await inTime(evaluateForGuard(container, input), guard_timeout_ms, failed)
      if (seen !== LATE && seen && isApproved(seen.cart, seen.state)) {
        return "untouched"
      }
    }
  } catch (error) {
    failed(error)
  }
  const dropped = await inTime(dropUnapproved(container, cart_id), guard_timeout_ms, failed)
  if (dropped === LATE) {
    logger(container).warn("loyalty: discounts could not be taken off in time; locks hang")
    return "pass"
  }
  return dropped
}

/**
 * Takes off what no live session approves for the cart as it is. In the background, a cart whose
 * payment has begun is left alone, and so is one that is paid for.
 */
export async function dropUnapproved(
  container: MedusaContainer,
  cart_id: string,
  { background }: { background: boolean } = { background: false },
): Promise<"pass" | "dropped"> {
  const cart = await readCart(container, cart_id)
  const approval = await loyaltyService(container).liveApprovalOfCart(cart_id)
  if (!cart || isApproved(cart, approval)) {
    return "pass"
  }
  const { result } = await dropDiscountsWorkflow(container).run({
    input: {
      cart_id,
      background,
      unless_approved: true,
      approval: approval && {
        session_id: approval.session.id,
        degraded: true,
        error_code: "invariant_violated",
        retry_after_s: null,
      },
    },
  })
  return result.changed ? "dropped" : "pass"
}

function isSameMoney(left: string, right: string, digits: number): boolean {
  return payable(left, digits) === payable(right, digits)
}

/**
 * Before a request changes a cart whose session ended: takes off what that left behind, so that the
 * reply does not show it.
 */
export const clearBeforeChange = observed(clear, {
  name: "guard_cart_change",
  before: ({ session, cause }) => ({
    session_id: session.id,
    store_id: session.store_id,
    correlation_id: cause.correlation_id,
  }),
  after: (outcome) => (outcome === "dropped" ? { outcome: "cleared" } : null),
  count: (metrics, outcome) => metrics.cart_guards.inc({ guard: "cart_change", outcome }),
})

function clear(
  container: MedusaContainer,
  { session }: { session: SessionRow; cause: Cause },
): Promise<"pass" | "dropped"> {
  return dropUnapproved(container, session.cart_id)
}

/** A request begins to change a cart with a session: no evaluation comes in between. */
export function noteCartEdit(cart_id: string): () => void {
  return noteEditing(cart_id)
}

/**
 * Before a request changes a line: caps what will no longer fit. Returns how to take it back, or null
 * where all of it fits, as with most changes: then no workflow runs, and where the evaluation shows
 * it already, the cart is not read either. What that does not show, e.g. another price than it had
 * then, is capped after the change.
 */
export async function capBeforeChange(
  container: MedusaContainer,
  { approval, change }: { approval: SessionWithRewards; change: LineChange },
): Promise<(() => Promise<void>) | null> {
  if (fitsEvidently(approval, change)) {
    return null
  }
  const { cart_id } = approval.session
  const input = { cart_id, quantities: { [change.line_item_id]: change.quantity } }
  const cart = await readCart(container, cart_id)
  if (!cart || cart.completed_at || !excessOf(cart, input.quantities)) {
    return null
  }
  const workflow = capDiscountsWorkflow(container)
  const { result, transaction } = await workflow.run({
    input: { ...input, refresh_payment: false },
  })
  return async () => {
    await workflow.cancel({ transaction })
    if (result.changed) {
      // A payment may have begun at the capped total while the request was failing.
      await refreshPaymentWorkflow(container).run({ input: { cart_id } })
    }
  }
}

/**
 * After a request changed a cart: ends the session of a cart that changed hands or channel, and
 * caps what no longer fits. Returns whether the reply must be read again.
 */
export async function settleAfterChange(
  container: MedusaContainer,
  input: Settling,
): Promise<boolean> {
  const outcome = await observedSettling(container, input)
  return outcome === "released" || outcome === "capped"
}

interface Settling {
  session: SessionRow
  /** The request gave the cart an e-mail address. */
  gave_email: boolean
  cause: Cause
}

const observedSettling = observed(settle, {
  name: "guard_cart_change",
  before: ({ session, cause }) => ({
    session_id: session.id,
    store_id: session.store_id,
    correlation_id: cause.correlation_id,
  }),
  after: (outcome) => outcome && { outcome, level: outcome === "fits" ? "debug" : "info" },
  count: (metrics, outcome) => metrics.cart_guards.inc({ guard: "cart_change", outcome }),
})

async function settle(
  container: MedusaContainer,
  { session, gave_email, cause }: Settling,
): Promise<"released" | "capped" | "fits" | null> {
  const { cart_id } = session
  const cart = await readCart(container, cart_id)
  if (!cart || cart.completed_at) {
    return null
  }
  const failure_reason = await misfit(container, { session, cart, gave_email })
  if (failure_reason) {
    const outcome = await endSession(container, { session, failure_reason, cause })
    if (outcome !== "over") {
      return outcome === "ended" ? "released" : null
    }
  }
  // The session may have ended since the request began.
  const noted = { cart_id, basket_fingerprint: fingerprintOf(cart) }
  const status = await loyaltyService(container).noteBasket(noted)
  if (status !== "active") {
    await dropUnapproved(container, cart_id)
    return "released"
  }
  const changed = excessOf(cart) !== null && (await capNow(container, cart_id))
  return changed ? "capped" : "fits"
}

async function capNow(container: MedusaContainer, cart_id: string): Promise<boolean> {
  const { result } = await capDiscountsWorkflow(container).run({
    input: { cart_id, quantities: {}, refresh_payment: true },
  })
  return result.changed
}

function logger(container: MedusaContainer) {
  return container.resolve(ContainerRegistrationKeys.LOGGER)
}

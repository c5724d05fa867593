import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { isLoyaltyError, LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { ProviderFailure, RewardSelection } from "../../../types/provider"
import { standsAsWanted } from "../utils/discounts"
import { coalesced } from "../utils/locks"
import { loyaltyService } from "../utils/loyalty"
import { observed } from "../utils/observed"
import { readPayment } from "../utils/payment-state"
import { CallRecords } from "../utils/recorded-engine"
import {
  evaluationFingerprintOf,
  fingerprintOf,
  readCart,
  type CartSnapshot,
} from "../utils/read-cart"
import { readCartAndSession } from "../utils/read-with-session"
import {
  applyEvaluation,
  type AppliedEvaluation,
  type ApplyEvaluationInput,
} from "./apply-evaluation"
import { askEngine, type Answer } from "./ask-engine"
import { degradeSession } from "./degrade-session"
import { endSession } from "./end-session"
import { misfit } from "./session-fit"
import { describe, requireState, stateOf, type SessionState } from "./session-state"

export interface EvaluateInput {
  session_id: string
  cart_id: string
  cause: Cause
  /** A background evaluation never touches a cart whose payment has begun. */
  background?: boolean
  /** Ask the engine even if the basket is unchanged and the offer fresh. */
  force?: boolean
  /** For guards: an engine that just failed is not asked again before its `retry_at`. */
  spare_engine?: boolean
  /** For guards: ends every wait for the engine, one's own and that for somebody else's answer. */
  deadline?: AbortSignal
  /** For guards: what they have just read themselves. Only the first look goes by it. */
  known?: Known
}

/** A session and its cart as a guard has read them. */
export interface Known {
  state: SessionState
  cart?: CartSnapshot
}

const ATTEMPTS = 3

/** No choices yet. */
export const NO_SELECTION: RewardSelection = {
  accepted_reward_ids: [],
  declined_reward_ids: [],
  redeem_points: 0,
}

/**
 * Brings a session up to date with its cart: asks the engine if the basket, the choices or the
 * offer's age demand it, and applies what it grants. Never throws because of the engine: a session
 * that could not be brought up to date says so in `availability`.
 *
 * @throws LoyaltyError `session_not_found` or `session_not_active`.
 */
export async function evaluateSession(
  container: MedusaContainer,
  input: EvaluateInput,
): Promise<SessionState> {
  return (await observedEvaluation(container, input)).state
}

/**
 * The same for guards, which go on with what was looked at. Null where anything was or may have been
 * changed, or the engine was waited for: then it must be read again.
 *
 * @throws LoyaltyError as `evaluateSession`.
 */
export async function evaluateForGuard(
  container: MedusaContainer,
  input: EvaluateInput,
): Promise<Required<Known> | null> {
  const { state, how, cart } = await observedEvaluation(container, input)
  return cart && (how === "skipped" || how === "degraded") ? { state, cart } : null
}

const observedEvaluation = observed(evaluate, {
  name: "evaluate",
  before: ({ session_id, cause }) => ({ session_id, correlation_id: cause.correlation_id }),
  after: ({ state, how }) => ({
    outcome: how,
    level: how === "skipped" || how === "coalesced" ? "debug" : "info",
    fields: {
      store_id: state.session.store_id,
      customer_id: state.session.customer_id ?? undefined,
    },
  }),
  count: (metrics, outcome) => metrics.evaluations.inc({ outcome }),
})

interface Evaluated {
  state: SessionState
  /**
   * `asked`: the engine answered and its answer stands. `skipped`: nothing had changed.
   * `coalesced`: another request had just asked. `stale`: left for the shopper's next request.
   * `degraded`: the engine could not be asked. `ended`: the session did not fit the cart any more.
   */
  how: "asked" | "skipped" | "coalesced" | "stale" | "degraded" | "ended"
  /** The cart, where it was looked at just now and nothing was changed. */
  cart?: CartSnapshot
}

async function evaluate(container: MedusaContainer, input: EvaluateInput): Promise<Evaluated> {
  const first = await look(container, input)
  if (!first.asks) {
    return { state: first.state, how: "skipped", cart: first.cart }
  }
  const { cart_id, deadline } = input
  const { known: _, ...afresh } = input
  return coalesced(container, { cart_id, deadline }, async (waited) => {
    // In the background the change that came between has its own event, which asks again.
    const attempts = input.background ? 1 : ATTEMPTS
    for (let attempt = 0; attempt < attempts; attempt++) {
      const now = waited || attempt > 0 ? await look(container, afresh) : first
      if (!now.asks) {
        return { state: now.state, how: "coalesced" }
      }
      if (input.deadline?.aborted) {
        break
      }
      const evaluated = await evaluateOnce(container, input, now)
      if (evaluated) {
        const { cart: _cart, ...outcome } = evaluated
        // Where somebody else's answer was waited for, what a guard read beside is older than this.
        return now === first ? evaluated : outcome
      }
    }
    // The cart changes faster than the engine answers, or a guard's time is over: the next request
    // asks again.
    return leftStale(container, input.session_id)
  })
}

async function leftStale(container: MedusaContainer, session_id: string): Promise<Evaluated> {
  await loyaltyService(container).markStale(session_id)
  return { state: await stateOf(container, session_id), how: "stale" }
}

interface Look {
  state: SessionState
  cart: CartSnapshot
  /** Whether the engine must be asked. */
  asks: boolean
  /** By the database's clock, which wrote the session's times: this machine's may have leapt. */
  now: Date
}

async function look(container: MedusaContainer, input: EvaluateInput): Promise<Look> {
  const service = loyaltyService(container)
  const [{ state, cart }, now] = await Promise.all([
    stateAndCart(container, input),
    service.databaseClock(),
  ])
  const { session, rewards } = state
  if (session.status !== "active" || cart.completed_at) {
    return { state, cart, asks: false, now }
  }
  const selection = session.selection ?? NO_SELECTION
  const fingerprint = evaluationFingerprintOf(cart, selection)
  const { evaluation_max_age_s } = service.options()
  const fresh =
    session.evaluated_at !== null &&
    now.getTime() - session.evaluated_at.getTime() < evaluation_max_age_s * 1000
  const upToDate =
    fresh &&
    session.expires_at > now &&
    !session.stale &&
    session.evaluation_fingerprint === fingerprint &&
    standsAsWanted(cart, session.id, rewards)
  return { state, cart, asks: input.force === true || !upToDate, now }
}

async function stateAndCart(
  container: MedusaContainer,
  input: EvaluateInput,
): Promise<Required<Known>> {
  const read = input.known ? null : await readCartAndSession(container, input)
  if (read) {
    return { state: await describe(container, read.stored), cart: read.cart }
  }
  const [state, cart] = await Promise.all([
    input.known?.state ?? requireState(container, input),
    input.known?.cart ?? readCart(container, input.cart_id),
  ])
  if (!cart) {
    throw new LoyaltyError("session_not_found", "There is no loyalty session for this cart")
  }
  return { state, cart }
}

async function evaluateOnce(
  container: MedusaContainer,
  input: EvaluateInput,
  seen: Look,
): Promise<Evaluated | null> {
  const { state, cart, now } = seen
  const { session, rewards } = state
  const background = input.background === true
  if (session.expires_at <= now) {
    const { cause } = input
    await endSession(container, { session, failure_reason: "expired", cause, background })
    throw new LoyaltyError("session_not_active", "This loyalty session has expired; identify again")
  }
  const failure_reason = await misfit(container, { session, cart })
  if (failure_reason) {
    await endSession(container, { session, failure_reason, cause: input.cause, background })
    return { state: await stateOf(container, session.id), how: "ended" }
  }
  if (background && (await readPayment(container, cart.id)).sessions.length > 0) {
    return leftStale(container, session.id)
  }
  const records = new CallRecords(container)
  if (isSpared(session, input, now)) {
    const answer: Answer = { kind: "failed", failure: lastFailure(session, now) }
    return obey(container, answer, { input, seen, records, was_asked: false })
  }
  try {
    const answer = await askEngine(container, {
      ...{ session, rewards, cart, cause: input.cause, background, records, now },
      ...(input.deadline && { deadline: input.deadline }),
    })
    return await obey(container, answer, { input, seen, records, was_asked: true })
  } finally {
    await records.end()
  }
}

/** Does what the engine said, or what is done where it said nothing. */
async function obey(
  container: MedusaContainer,
  answer: Answer,
  question: { input: EvaluateInput; seen: Look; records: CallRecords; was_asked: boolean },
): Promise<Evaluated | null> {
  const { input, seen, records, was_asked } = question
  const { state, cart } = seen
  const { session } = state
  const background = input.background === true
  if (answer.kind === "ended") {
    return { state: await stateOf(container, session.id), how: "ended" }
  }
  if (answer.kind === "failed") {
    const { failure } = answer
    const degraded = await degradeSession(container, { state, cart, failure, background })
    // What was read before a wait for the engine is too old to be judged by.
    const isRecent = !was_asked || failure.code === "circuit_open"
    return { state: degraded.state, how: "degraded", ...(isRecent && degraded.kept && { cart }) }
  }
  const { outcome, stored } = await apply(container, {
    discounts: {
      cart_id: cart.id,
      basket_fingerprint: fingerprintOf(cart),
      wanted: answer.wanted,
      background,
    },
    evaluation: answer.evaluation,
    records,
  })
  switch (outcome) {
    case "written":
    case "kept":
    case "completed":
    case "gone":
      return {
        state: await (stored ? describe(container, stored) : stateOf(container, session.id)),
        how: "asked",
      }
    case "basket_changed":
    case "taken_back":
      return null
    case "paid":
    case "payment_started":
      return leftStale(container, session.id)
  }
}

/** Applies a grant; `taken_back` when it failed and everything is as it was: look again. */
async function apply(
  container: MedusaContainer,
  input: ApplyEvaluationInput,
): Promise<AppliedEvaluation | { outcome: "taken_back"; stored: null }> {
  try {
    return await applyEvaluation(container, input)
  } catch (error) {
    // Other choices were made, or the session ended, while the engine was asked about these. All
    // else is a fault, e.g. a cart that stayed locked: the shopper goes on, and the log says why.
    if (!isLoyaltyError(error)) {
      const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
      const { session_id } = input.evaluation
      logger.error(`loyalty: evaluation of ${session_id} taken back: ${safeMessage(error)}`)
    }
    return { outcome: "taken_back", stored: null }
  }
}

function isSpared(session: SessionRow, input: EvaluateInput, now: Date): boolean {
  const waits = session.degraded && session.retry_at !== null && session.retry_at > now
  return input.spare_engine === true && waits
}

function lastFailure({ retry_at }: SessionRow, now: Date): ProviderFailure {
  const left_ms = (retry_at ?? now).getTime() - now.getTime()
  return {
    code: "unavailable",
    retryable: true,
    outcome: "not_applied",
    retry_after_s: Math.max(1, Math.ceil(left_ms / 1000)),
    message: "The engine failed a moment ago and is not asked again yet",
  }
}

import type { LoyaltyCart } from "./cart.js"
import { REFUSALS } from "./failure.js"
import { withChoices, type Choices } from "./choices.js"
import type { StoreLoyaltySession } from "./http-types.js"
import type { LoyaltyFailure, TotalChange } from "./result.js"

/** Where the shopper stands. */
export type LoyaltyStatus =
  | "idle"
  | "identifying"
  | "active"
  | "evaluating"
  | "unavailable"
  | "pending_finalization"
  | "finalized"
  | "failed"

/** What every component is made from; a new object whenever something changed. */
export interface LoyaltyState {
  status: LoyaltyStatus
  /** Something is being asked of the server. */
  loading: boolean
  /** The session of before a reload, or of the linked membership, is being opened. */
  restoring: boolean
  /** With the shopper's choices already in it, confirmed or not. */
  session: StoreLoyaltySession | null
  /** The engine's ids of rewards whose choice the server has not confirmed. */
  unconfirmed: readonly string[]
  cart_id: string | null
  cart: LoyaltyCart | null
  /** The last refusal that concerns the shopper; null after the next success. */
  failure: LoyaltyFailure | null
  /** Completion found another total than the shopper saw; null once that was confirmed. */
  total_changed: TotalChange | null
  /** The order the cart became. */
  order_id: string | null
}

/** What the store knows; `LoyaltyState` is derived from it. */
export interface Facts {
  cart_id: string | null
  cart: LoyaltyCart | null
  /** As the server said it last. */
  session: StoreLoyaltySession | null
  failure: LoyaltyFailure | null
  total_changed: TotalChange | null
  order_id: string | null
  /**
   * A session is being opened or released; `restoring` when one is known of, `asking` while other
   * tabs are asked whether they know one.
   */
  moving: "identifying" | "asking" | "restoring" | "releasing" | null
}

export const NO_FACTS: Facts = {
  cart_id: null,
  cart: null,
  session: null,
  failure: null,
  total_changed: null,
  order_id: null,
  moving: null,
}

/** The engine or the network could not answer: nothing the shopper did. */
export const isCalm = (failure: LoyaltyFailure | null): boolean =>
  failure !== null && REFUSALS[failure.code] === null

/** Worth a word even when it stopped what nobody asked for: it will be tried again. */
export const isTrouble = (failure: LoyaltyFailure): boolean =>
  isCalm(failure) && failure.code !== "loyalty_disabled"

export function toState(
  facts: Facts,
  lane: { isBusy: boolean; unconfirmed: Choices },
): LoyaltyState {
  const { moving, session, ...rest } = facts
  return {
    ...rest,
    status: statusOf(facts, lane.isBusy),
    loading: moving !== null || lane.isBusy,
    restoring: moving === "restoring",
    session: session && withChoices(session, lane.unconfirmed),
    unconfirmed: [...lane.unconfirmed.keys()],
  }
}

function statusOf({ moving, session, failure }: Facts, is_busy: boolean): LoyaltyStatus {
  if (moving === "identifying" || (moving === "restoring" && !session)) {
    return "identifying"
  }
  if (!session) {
    return isCalm(failure) ? "unavailable" : "idle"
  }
  if (session.status !== "active") {
    return session.status
  }
  if (is_busy) {
    return "evaluating"
  }
  return session.availability === "unavailable" || isCalm(failure) ? "unavailable" : "active"
}

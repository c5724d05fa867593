import { createAction, createSlice, type Middleware, type PayloadAction } from "@reduxjs/toolkit"

import { isRecord } from "./core/failure.js"
import type { StoreLoyaltyIdentifier } from "./core/http-types.js"
import { NO_FACTS, toState, type LoyaltyState } from "./core/state.js"
import type { LoyaltyStore } from "./core/store.js"

const slice = createSlice({
  name: "loyalty",
  initialState: toState(NO_FACTS, { isBusy: false, unconfirmed: new Map() }),
  reducers: {
    changed: (_before, { payload }: PayloadAction<LoyaltyState>) => payload,
  },
})

/** Put it under the key `loyalty`, or hand the selectors another way to find it. */
export const loyaltyReducer = slice.reducer

/** What may be dispatched; the answer arrives as the next state. */
export const loyaltyActions = {
  initializeSession: createAction("loyalty/initializeSession"),
  identify: createAction<StoreLoyaltyIdentifier>("loyalty/identify"),
  selectReward: createAction<string>("loyalty/selectReward"),
  declineReward: createAction<string>("loyalty/declineReward"),
  refresh: createAction("loyalty/refresh"),
  release: createAction("loyalty/release"),
  /** The order is in `order_id`, a changed total in `total_changed`; call the store for the rest. */
  complete: createAction("loyalty/complete"),
  /** With whatever completing the cart threw; what loyalty reads of it is kept. */
  handleCompletionError: createAction("loyalty/handleCompletionError", (error: unknown) => ({
    payload: readable(error),
  })),
  confirmTotal: createAction("loyalty/confirmTotal"),
  bindOrder: createAction<string>("loyalty/bindOrder"),
  dismissFailure: createAction("loyalty/dismissFailure"),
}

/**
 * Ties a `LoyaltyStore` to a Redux store: its state is written by the reducer, and dispatched
 * actions are carried out by it. Give the same `LoyaltyStore` to the `LoyaltyProvider`.
 *
 * @example
 * const loyalty = new LoyaltyStore({ client })
 * configureStore({
 *   reducer: { loyalty: loyaltyReducer },
 *   middleware: (defaults) => defaults().concat(loyaltyMiddleware(loyalty)),
 * })
 */
export function loyaltyMiddleware(loyalty: LoyaltyStore): Middleware {
  return ({ dispatch }) => {
    loyalty.subscribe(() => dispatch(slice.actions.changed(loyalty.getState())))
    return (next) => (action) => {
      carryOut(loyalty, action)
      return next(action)
    }
  }
}

/** Redux keeps plain values only, and an error is none. */
function readable(error: unknown): Record<string, unknown> {
  const body: Record<string, unknown> = isRecord(error) ? error : {}
  const { previous_total, total, loyalty_session } = body
  const message = typeof error === "string" ? error : body["message"]
  return { message, previous_total, total, loyalty_session }
}

function carryOut(loyalty: LoyaltyStore, action: unknown): void {
  const { identify, selectReward, declineReward, handleCompletionError, bindOrder } = loyaltyActions
  if (loyaltyActions.initializeSession.match(action)) {
    void loyalty.initializeSession()
  } else if (loyaltyActions.complete.match(action)) {
    void loyalty.complete()
  } else if (handleCompletionError.match(action)) {
    loyalty.handleCompletionError(action.payload)
  } else if (bindOrder.match(action)) {
    loyalty.bindOrder(action.payload)
  } else if (identify.match(action)) {
    void loyalty.identify(action.payload)
  } else if (selectReward.match(action)) {
    loyalty.selectReward(action.payload)
  } else if (declineReward.match(action)) {
    loyalty.declineReward(action.payload)
  } else if (loyaltyActions.refresh.match(action)) {
    loyalty.refresh()
  } else if (loyaltyActions.release.match(action)) {
    void loyalty.release()
  } else if (loyaltyActions.confirmTotal.match(action)) {
    loyalty.confirmTotal()
  } else if (loyaltyActions.dismissFailure.match(action)) {
    loyalty.dismissFailure()
  }
}

/** The loyalty state out of a Redux state that has it under `loyalty`. */
export const selectLoyalty = (state: { loyalty: LoyaltyState }): LoyaltyState => state.loyalty

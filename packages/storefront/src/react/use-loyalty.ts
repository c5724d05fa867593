"use client"

import type {
  StoreLoyaltyMember,
  StoreLoyaltyPoints,
  StoreLoyaltyReward,
} from "../core/http-types.js"
import type { LoyaltyState } from "../core/state.js"
import type { LoyaltyStore } from "../core/store.js"
import { useLoyaltyContext } from "./context.js"
import { useMemo, useSyncExternalStore } from "./hooks.js"

/** What a component may do. */
export type LoyaltyActions = Pick<
  LoyaltyStore,
  | "initializeSession"
  | "identify"
  | "selectReward"
  | "declineReward"
  | "refresh"
  | "release"
  | "complete"
  | "handleCompletionError"
  | "confirmTotal"
  | "bindOrder"
  | "dismissFailure"
>

/** The state, its parts that are used most, and the actions. */
export interface Loyalty extends LoyaltyState, LoyaltyActions {
  member: StoreLoyaltyMember | null
  points: StoreLoyaltyPoints | null
  rewards: StoreLoyaltyReward[]
  /** The engine's own words for the shopper. */
  messages: string[]
  /** What loyalty takes off, in major units. */
  discount_total: number
  store: LoyaltyStore
}

/** The loyalty of the cart, for components of the shop's own. */
export function useLoyalty(): Loyalty {
  const { store } = useLoyaltyContext()
  const state = useSyncExternalStore(store.subscribe, store.getState, () => store.first)
  return useMemo(() => toLoyalty(store, state), [store, state])
}

function toLoyalty(store: LoyaltyStore, state: LoyaltyState): Loyalty {
  const { session } = state
  return {
    ...state,
    member: session?.member ?? null,
    points: session?.points ?? null,
    rewards: session?.rewards ?? [],
    messages: session?.messages ?? [],
    discount_total: session?.discount_total ?? 0,
    store,
    ...actionsOf(store),
  }
}

/** What a store can do are its own functions, bound to it; the rest stands in its class. */
const actionsOf = (store: LoyaltyStore) =>
  Object.fromEntries(
    Object.entries(store).filter(([, value]) => typeof value === "function"),
  ) as unknown as LoyaltyActions

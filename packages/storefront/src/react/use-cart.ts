"use client"

import type { LoyaltyCart } from "../core/cart.js"
import type { LoyaltyStore } from "../core/store.js"
import { useEffect } from "./hooks.js"

/** Which cart the session is for; given to the provider, or to the component that knows it. */
export interface CartProps {
  /** The shop's cart, or its id, and then the totals are read by the provider. */
  cart?: LoyaltyCart | string | null
  /** Loyalty changed the cart on the server: read it again (`router.refresh()`, refetch, …). */
  onCartChange?: () => void
}

/** Hands the cart to the store; what is undefined is left to whoever else knows it. */
export function useCart(store: LoyaltyStore, { cart, onCartChange }: CartProps): void {
  useEffect(() => {
    if (onCartChange) {
      store.configure({ onCartChange })
      return () => store.configure({ onCartChange: undefined })
    }
    return undefined
  }, [store, onCartChange])
  useEffect(() => {
    if (cart !== undefined) {
      store.setCart(cart)
    }
  }, [store, cart])
}

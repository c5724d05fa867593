"use client"

import { LoyaltyProvider } from "medusa-loyalty-storefront"
import { useCallback, useMemo, type ReactNode } from "react"

import { useCart } from "./cart"
import { useCustomer } from "./customer"
import { useShop } from "./shop"

const MESSAGES = { title: "Fastlane Rewards" }

/** Keeps the loyalty session of the cart on every page, so that cart and checkout share it. */
export function Loyalty({ children }: { children: ReactNode }) {
  const { sdk } = useShop()
  const { cart, refresh } = useCart()
  const { customer } = useCustomer()
  const client = useMemo(() => ({ sdk }), [sdk])
  const readCart = useCallback(() => {
    // A read that fails changes nothing: the next one shows what loyalty did.
    refresh().catch(() => undefined)
  }, [refresh])
  return (
    <LoyaltyProvider
      client={client}
      cart={cart}
      onCartChange={readCart}
      signedIn={customer !== null}
      locale="en-US"
      messages={MESSAGES}
    >
      {children}
    </LoyaltyProvider>
  )
}

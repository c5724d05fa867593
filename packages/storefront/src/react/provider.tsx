"use client"

import type { ReactNode } from "react"

import type { LoyaltyCart } from "../core/cart.js"
import { createLoyaltyClient, type LoyaltyClientOptions } from "../core/client.js"
import { createFormat } from "../core/format.js"
import { LoyaltyStore, type LoyaltyStoreOptions } from "../core/store.js"
import { en } from "../i18n/en.js"
import type { LoyaltyMessages } from "../i18n/messages.js"
import { LoyaltyContext } from "./context.js"
import { useEffect, useMemo, useState } from "./hooks.js"
import { createParts, type LoyaltyClassNames } from "./parts.js"

export interface LoyaltyProviderProps {
  /** How Medusa is reached, or a client; read once. Not needed with `store`. */
  client?: LoyaltyClientOptions | LoyaltyStoreOptions["client"]
  /** A store that the shop made, for example to share it with Redux. */
  store?: LoyaltyStore
  /** The shop's cart, or its id, and then the totals are read by the provider. */
  cart?: LoyaltyCart | string | null
  /** Loyalty changed the cart on the server: read it again (`router.refresh()`, refetch, …). */
  onCartChange?: () => void
  /** A customer is signed in: the linked membership is used without typing. */
  signedIn?: boolean
  /** BCP 47, for figures and the writing direction; default `en`. */
  locale?: string
  /** The dictionary, whole or in part; default English. */
  messages?: Partial<LoyaltyMessages>
  /** No classes but the shop's own. */
  unstyled?: boolean
  classNames?: LoyaltyClassNames
  children?: ReactNode
}

const NO_CLASSES: LoyaltyClassNames = {}
const NO_MESSAGES: Partial<LoyaltyMessages> = {}

/**
 * Keeps the loyalty session of a cart for the components and hooks below it.
 *
 * @example
 * <LoyaltyProvider client={{ sdk }} cart={cart} onCartChange={() => router.refresh()}>
 *   <CheckoutLoyalty />
 * </LoyaltyProvider>
 */
export function LoyaltyProvider(props: LoyaltyProviderProps) {
  const { locale = "en", messages = NO_MESSAGES, unstyled = false, classNames = NO_CLASSES } = props
  const [store] = useState(() => props.store ?? newStore(props))
  const { cart = null, onCartChange, signedIn = false } = props

  useEffect(() => store.connect(), [store])
  useEffect(() => {
    store.configure({ signedIn, onCartChange })
  }, [store, onCartChange, signedIn])
  useEffect(() => store.setCart(cart), [store, cart])

  const format = useMemo(() => createFormat(locale, { ...en, ...messages }), [locale, messages])
  const part = useMemo(() => createParts(unstyled, classNames), [unstyled, classNames])
  const value = useMemo(() => ({ store, format, part }), [store, format, part])
  return <LoyaltyContext.Provider value={value}>{props.children}</LoyaltyContext.Provider>
}

function newStore({ client, signedIn }: LoyaltyProviderProps): LoyaltyStore {
  if (!client) {
    throw new Error("A <LoyaltyProvider> needs a client or a store.")
  }
  return new LoyaltyStore({
    client: "identify" in client ? client : createLoyaltyClient(client),
    signedIn,
  })
}

"use client"

import type { ReactNode } from "react"

import {
  createLoyaltyClient,
  type LoyaltyClient,
  type LoyaltyClientOptions,
} from "../core/client.js"
import { createFormat } from "../core/format.js"
import { LoyaltyStore } from "../core/store.js"
import type { FetchTransportOptions } from "../core/transport.js"
import { en } from "../i18n/en.js"
import type { LoyaltyMessages } from "../i18n/messages.js"
import { LoyaltyContext } from "./context.js"
import { createElement, useEffect, useMemo, useState } from "./hooks.js"
import { createParts, type LoyaltyClassNames } from "./parts.js"
import { useCart, type CartProps } from "./use-cart.js"

export interface LoyaltyProviderProps extends CartProps {
  /** How Medusa is reached, or a client; read once. Not needed with `store`. */
  client?: LoyaltyClientOptions | LoyaltyClient
  /** With `publishableKey`, in place of `client`: where browsers reach Medusa. */
  baseUrl?: string
  publishableKey?: string
  /** A store that the shop made, for example to share it with Redux. */
  store?: LoyaltyStore
  /**
   * A customer is signed in: the linked membership is used without typing. Leave it undefined while
   * that is not known yet: from `true` to `false` is a sign-out, which ends the session.
   */
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

/** One object for every render. */
const NONE = {}

/**
 * Keeps the loyalty session of a cart for the components and hooks below it.
 *
 * @example
 * <LoyaltyProvider client={{ sdk }} cart={cart} onCartChange={() => router.refresh()}>
 *   <CheckoutLoyalty />
 * </LoyaltyProvider>
 */
export function LoyaltyProvider(props: LoyaltyProviderProps) {
  const { locale = "en", messages = NONE, unstyled = false, classNames = NONE } = props
  const [store] = useState(() => props.store ?? newStore(props))
  const { signedIn } = props

  useEffect(() => store.connect(), [store])
  useEffect(() => {
    // A store that the shop made may know already.
    if (signedIn !== undefined) {
      store.configure({ signedIn })
    }
  }, [store, signedIn])
  useCart(store, props)

  const format = useMemo(() => createFormat(locale, { ...en, ...messages }), [locale, messages])
  const part = useMemo(() => createParts(unstyled, classNames), [unstyled, classNames])
  const value = useMemo(() => ({ store, format, part }), [store, format, part])
  return <LoyaltyContext.Provider value={value}>{props.children}</LoyaltyContext.Provider>
}

function newStore(props: LoyaltyProviderProps): LoyaltyStore {
  const client = props.client ?? addressOf(props)
  return new LoyaltyStore({
    client: "identify" in client ? client : createLoyaltyClient(client),
    signedIn: props.signedIn,
  })
}

function addressOf({ baseUrl, publishableKey }: LoyaltyProviderProps): FetchTransportOptions {
  if (!baseUrl || !publishableKey) {
    throw new Error("Loyalty needs baseUrl and publishableKey, client or store")
  }
  return { baseUrl, publishableKey }
}

"use client"

import Medusa from "@medusajs/js-sdk"
import type { HttpTypes } from "@medusajs/types"
import { createContext, useContext, useMemo, type ReactNode } from "react"

import type { Store } from "../lib/store"

interface ShopProps {
  medusa_url: string
  store: Store
  region: HttpTypes.StoreRegion
}

interface Shop extends ShopProps {
  sdk: Medusa
}

const ShopContext = createContext<Shop | null>(null)

/** Hands every part of the page the chosen store and a client that speaks for it. */
export function ShopProvider({
  medusa_url,
  store,
  region,
  children,
}: ShopProps & { children: ReactNode }) {
  const shop = useMemo(
    () => ({ medusa_url, store, region, sdk: clientOf(medusa_url, store.publishable_key) }),
    [medusa_url, store, region],
  )
  return <ShopContext.Provider value={shop}>{children}</ShopContext.Provider>
}

/** @throws Error outside of `ShopProvider` */
export function useShop(): Shop {
  const shop = useContext(ShopContext)
  if (!shop) {
    throw new Error("useShop needs a ShopProvider above it.")
  }
  return shop
}

const clientOf = (baseUrl: string, publishableKey: string): Medusa =>
  new Medusa({
    baseUrl,
    publishableKey,
    auth: { type: "jwt", jwtTokenStorageMethod: "local", jwtTokenStorageKey: "fastlane_token" },
  })

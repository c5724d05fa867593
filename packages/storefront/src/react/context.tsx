"use client"

import type { LoyaltyFormat } from "../core/format.js"
import type { LoyaltyStore } from "../core/store.js"
import { createContext, useContext } from "./hooks.js"
import type { LoyaltyPart, PartProps } from "./parts.js"

/** What the provider gives to every component below it. */
export interface LoyaltyContextValue {
  store: LoyaltyStore
  format: LoyaltyFormat
  part: (name: LoyaltyPart) => PartProps
}

export const LoyaltyContext = createContext<LoyaltyContextValue | null>(null)

/** Throws outside a provider: a component there would show nothing for ever. */
export function useLoyaltyContext(): LoyaltyContextValue {
  const value = useContext(LoyaltyContext)
  if (!value) {
    throw new Error("Put a <LoyaltyProvider> around the loyalty components.")
  }
  return value
}

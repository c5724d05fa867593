import { createElement, type ReactNode, useMemo } from "react"

import type { LoyaltyState, LoyaltyTransport } from "../src/core/index.js"
import { LoyaltyProvider, type LoyaltyMessages } from "../src/index.js"
import { FrozenStore } from "./frozen-store.js"

/** How the whole gallery is shown at the moment. */
export interface Look {
  locale: string
  messages: LoyaltyMessages
  unstyled: boolean
}

/** One component in one state. */
export type Story = (look: Look) => ReactNode

/** Makes a story of a state, and of what the server answers where a component asks it. */
export function story(
  state: LoyaltyState,
  view: () => ReactNode,
  transport?: LoyaltyTransport,
): Story {
  return function Framed(look) {
    const store = useMemo(() => new FrozenStore(state, transport), [])
    return (
      <LoyaltyProvider key={look.locale} store={store} {...look}>
        {view()}
      </LoyaltyProvider>
    )
  }
}

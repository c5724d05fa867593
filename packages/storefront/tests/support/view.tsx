import { createElement } from "react"

import { render } from "@testing-library/react"
import type { ReactNode } from "react"

import { LoyaltyProvider, type LoyaltyProviderProps } from "../../src/index.js"
import { CART, type FakeServer } from "./fake-server.js"

/** Shows something inside a provider that asks the fake server. */
export const show = (server: FakeServer, view: ReactNode, props: LoyaltyProviderProps = {}) =>
  render(
    <LoyaltyProvider client={{ transport: server.transport }} cart={CART} {...props}>
      {view}
    </LoyaltyProvider>,
  )

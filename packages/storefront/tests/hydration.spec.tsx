// @vitest-environment happy-dom
import { createElement, lazy, Suspense, type ComponentType } from "react"

import { act, configure, waitFor } from "@testing-library/react"
import { hydrateRoot } from "react-dom/client"
import { renderToString } from "react-dom/server"

import { LoyaltyProvider, useLoyalty } from "../src/index.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer } from "./support/fake-server.js"

// The default of one second is too little for React on a machine that does much else.
configure({ asyncUtilTimeout: 8_000 })

interface TotalProps {
  id: string
}

function Total({ id }: TotalProps) {
  const { cart } = useLoyalty()
  return <p id={id}>{cart ? cart.total : "no cart yet"}</p>
}

describe("a page that a server made", () => {
  beforeEach(emptyBrowser)

  it("is taken up part by part, also where loyalty has begun before a part came", async () => {
    const client = { transport: new FakeServer().transport }
    const page = (LateTotal: ComponentType<TotalProps>) => (
      <LoyaltyProvider client={client} cart={CART}>
        <Total id="early" />
        <Suspense fallback="…">
          <LateTotal id="late" />
        </Suspense>
      </LoyaltyProvider>
    )
    document.body.innerHTML = `<main>${renderToString(page(Total))}</main>`
    const made_by_server = document.querySelector("#late")
    expect(made_by_server?.textContent).toBe("no cart yet")
    let come = (_: { default: typeof Total }): void => undefined
    const LateTotal = lazy(() => new Promise<{ default: typeof Total }>((done) => (come = done)))
    const mismatches: unknown[] = []

    const root = hydrateRoot(document.querySelector("main")!, page(LateTotal), {
      onRecoverableError: (error) => mismatches.push(error),
    })
    await waitFor(() => expect(document.querySelector("#early")?.textContent).toBe("21.65"))
    expect(made_by_server?.textContent).toBe("no cart yet")
    await act(async () => {
      come({ default: Total })
      await Promise.resolve()
    })

    await waitFor(() => expect(document.querySelector("#late")?.textContent).toBe("21.65"))
    expect(mismatches).toEqual([])
    expect(document.querySelector("#late")).toBe(made_by_server)
    root.unmount()
  })
})

// @vitest-environment happy-dom
import { configureStore } from "@reduxjs/toolkit"

import { createLoyaltyClient, LoyaltyStore } from "../src/core/index.js"
import { succeed } from "../src/core/result.js"
import { loyaltyActions, loyaltyMiddleware, loyaltyReducer, selectLoyalty } from "../src/redux.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer, OFFER } from "./support/fake-server.js"

const until = (look: () => void) => vi.waitFor(look, { timeout: 8_000 })

describe("the Redux adapter", () => {
  const open = () => {
    emptyBrowser()
    const server = new FakeServer()
    const loyalty = new LoyaltyStore({
      client: createLoyaltyClient({ transport: server.transport }),
    })
    // The default middleware complains about anything that cannot be serialised.
    const complaints = vi.spyOn(console, "error")
    const redux = configureStore({
      reducer: { loyalty: loyaltyReducer },
      middleware: (defaults) => defaults().concat(loyaltyMiddleware(loyalty)),
    })
    return { server, loyalty, redux, complaints }
  }

  it("carries out what is dispatched and keeps the state", async () => {
    const { server, loyalty, redux, complaints } = open()
    expect(selectLoyalty(redux.getState()).status).toBe("idle")

    loyalty.setCart(CART)
    redux.dispatch(loyaltyActions.identify({ phone: "4155550100" }))
    await until(() => expect(selectLoyalty(redux.getState()).status).toBe("active"))
    redux.dispatch(loyaltyActions.selectReward(OFFER.provider_reward_id))
    expect(selectLoyalty(redux.getState()).session?.discount_total).toBe(2.98)
    await until(() => expect(selectLoyalty(redux.getState()).loading).toBe(false))

    expect(server.count("POST /store/loyalty/rewards/select")).toBe(1)
    expect(complaints).not.toHaveBeenCalled()
    redux.dispatch(loyaltyActions.release())
    await until(() => expect(selectLoyalty(redux.getState()).session).toBeNull())
  })

  it("opens a session, completes, and takes in what completing threw", async () => {
    const { server, loyalty, redux, complaints } = open()
    const state = () => selectLoyalty(redux.getState())
    loyalty.configure({ signedIn: true })
    loyalty.setCart(CART)
    await until(() => expect(state().status).toBe("active"))
    redux.dispatch(loyaltyActions.initializeSession())
    const changed = "Your total changed from 10 to 15. Confirm it and pay again."
    redux.dispatch(loyaltyActions.handleCompletionError(new Error(changed)))
    expect(state().total_changed).toEqual({ previous_total: 10, total: 15 })

    server.on("POST /store/carts/cart_1/complete", () =>
      succeed({ type: "order", order: { id: "order_1" } }),
    )
    redux.dispatch(loyaltyActions.complete())
    await until(() => expect(state().order_id).toBe("order_1"))
    redux.dispatch(loyaltyActions.bindOrder("order_2"))
    expect(state().order_id).toBe("order_2")
    expect(complaints).not.toHaveBeenCalled()
  })
})

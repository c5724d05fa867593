import { createLoyaltyClient, LoyaltyStore, type LoyaltyCart } from "../../src/core/index.js"
import type { LoyaltyStoreOptions } from "../../src/core/index.js"
import type { Result } from "../../src/core/result.js"
import { CART, type FakeServer } from "./fake-server.js"

export const EVALUATE = "POST /store/loyalty/rewards"
export const SELECT = "POST /store/loyalty/rewards/select"
export const IDENTIFY = "POST /store/loyalty/identify"
export const OPEN = "POST /store/loyalty/session"
export const READ = "GET /store/loyalty/session/lses_1"
export const READ_CART = "GET /store/carts/cart_1"
export const COMPLETE = "POST /store/carts/cart_1/complete"

/** Lets answers arrive and timers of this much time go off. */
export const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms)

/** A store that is connected and has a cart. */
export const openStore = (
  server: FakeServer,
  options: Omit<LoyaltyStoreOptions, "client"> & { cart?: LoyaltyCart | string } = {},
) => {
  const { cart = CART, ...rest } = options
  const client = createLoyaltyClient({ transport: server.transport, timeoutMs: 1_000 })
  const store = new LoyaltyStore({ client, ...rest })
  const leave = store.connect()
  store.setCart(cart)
  return { store, leave }
}

/** An answer that the test gives when it likes. */
export const later = () => {
  let give = (_: Result<unknown>) => {}
  const answer = new Promise<Result<unknown>>((resolve) => (give = resolve))
  return { answer, give: (result: Result<unknown>) => give(result) }
}

/** What is thrown where nobody catches it, for tests of a shop's mistakes. */
export const collectUncaught = () => {
  const usual = process.listeners("uncaughtException")
  const thrown: unknown[] = []
  process.removeAllListeners("uncaughtException")
  process.on("uncaughtException", (error) => thrown.push(error))
  return {
    thrown,
    restore: () => {
      process.removeAllListeners("uncaughtException")
      usual.forEach((listener) => process.on("uncaughtException", listener))
    },
  }
}

// @vitest-environment happy-dom
import type { LoyaltyStore } from "../src/core/index.js"
import { succeed } from "../src/core/result.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer, OFFER, session } from "./support/fake-server.js"
import { EVALUATE, later, openStore, pass } from "./support/open-store.js"

const ID = OFFER.provider_reward_id
const CHANGED = "Your total changed from 15.09 to 16. Confirm it and pay again."

describe("a choice", () => {
  let server: FakeServer
  let store: LoyaltyStore
  let leave: () => void
  beforeEach(async () => {
    vi.useFakeTimers()
    emptyBrowser()
    server = new FakeServer()
    ;({ store, leave } = openStore(server, { onCartChange: () => {} }))
    await pass(200)
    await store.identify({ phone: "4155550100" })
    await pass()
  })
  afterEach(() => {
    leave()
    vi.useRealTimers()
  })

  it("is shown at once while another question is under way", async () => {
    const slow = later()
    server.on(EVALUATE, () => slow.answer)
    store.refresh()
    const shown = vi.fn(() => store.getState().unconfirmed)
    store.subscribe(shown)
    store.selectReward(ID)

    expect(shown).toHaveLastReturnedWith([ID])
    slow.give(succeed({ loyalty_session: session() }))
    await pass()
    expect(store.getState()).toMatchObject({ status: "active", unconfirmed: [] })
  })

  describe("after the total changed", () => {
    beforeEach(async () => {
      expect(store.handleCompletionError(CHANGED)).toBe(true)
      await pass()
      store.setCart({ ...CART, total: 16 })
      expect(store.getState().total_changed).toEqual({ previous_total: 15.09, total: 16 })
    })

    it.each<[string, () => unknown]>([
      ["a reward is chosen", () => store.selectReward(ID)],
      ["a reward is declined", () => store.declineReward(ID)],
      ["the session is released", () => store.release()],
      ["the basket changes", () => store.setCart({ ...CART, total: 0, items: [] })],
      ["the cart's total moves on", () => store.setCart({ ...CART, total: 14 })],
    ])("takes the two totals away when %s", (_, act) => {
      void act()

      expect(store.getState().total_changed).toBeNull()
    })

    it("keeps them when the basket that changed behind the shopper's back arrives", () => {
      expect(store.handleCompletionError(CHANGED.replace("16", "12"))).toBe(true)
      store.setCart({ ...CART, total: 12, items: [] })

      expect(store.getState().total_changed).toEqual({ previous_total: 15.09, total: 12 })
    })

    it("keeps them while the cart costs that", () => {
      store.setCart({ ...CART, total: 16, discount_subtotal: 1 })

      expect(store.getState().total_changed).not.toBeNull()
    })
  })
})

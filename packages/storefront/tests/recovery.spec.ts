// @vitest-environment happy-dom
import { fail, succeed, type Result } from "../src/core/result.js"
import { fetchTransport } from "../src/core/transport.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer, OFFER, session } from "./support/fake-server.js"
import {
  collectUncaught,
  COMPLETE,
  EVALUATE,
  IDENTIFY,
  later,
  OPEN,
  openStore,
  pass,
  READ,
  READ_CART,
  SELECT,
} from "./support/open-store.js"

type Opened = ReturnType<typeof openStore>

const ENDS = fail("session_not_active", { status: 409 })
const NOT_FOUND = fail("session_not_found", { status: 404 })

/** What can go wrong around a session, and how the store comes out of it. */
describe("LoyaltyStore", () => {
  let server: FakeServer
  let opened: Opened[]

  const open = (options: Parameters<typeof openStore>[1] = {}) => {
    const one = openStore(server, options)
    opened.push(one)
    return one
  }
  const identified = async (options: Parameters<typeof openStore>[1] = {}) => {
    const one = open(options)
    await pass(200)
    await one.store.identify({ phone: "4155550100" })
    await pass()
    return one
  }

  beforeEach(() => {
    vi.useFakeTimers()
    emptyBrowser()
    server = new FakeServer()
    opened = []
  })
  afterEach(() => {
    opened.forEach(({ leave }) => leave())
    vi.useRealTimers()
  })

  describe("when an answer is none", () => {
    it.each([
      ["nothing", succeed(null)],
      ["something else", succeed({ hello: "world" })],
    ])("asks on after a success with %s in it", async (_name, reply) => {
      const { store } = await identified()
      server.on(EVALUATE, () => reply)
      store.refresh()
      await pass()
      expect(store.getState()).toMatchObject({ status: "unavailable", loading: false })

      server.on(EVALUATE, () => succeed({ loyalty_session: session({ discount_total: 3 }) }))
      store.refresh()
      await pass()
      expect(store.getState()).toMatchObject({ status: "active", session: { discount_total: 3 } })
    })

    it("can identify again after it", async () => {
      const { store } = open()
      await pass(200)
      server.on(IDENTIFY, () => Promise.reject(new Error("broken")))
      expect(await store.identify({ phone: "1" })).toMatchObject({ ok: false })
      expect(store.getState()).toMatchObject({ status: "unavailable", loading: false })
    })

    it("is not stopped by a shop whose own code throws", async () => {
      const uncaught = collectUncaught()
      const mistake = new Error("the shop's")
      const { store } = await identified({
        onCartChange: () => {
          throw mistake
        },
      })
      store.subscribe(() => {
        throw mistake
      })
      store.selectReward(OFFER.provider_reward_id)
      await pass()
      store.declineReward(OFFER.provider_reward_id)
      await pass()

      expect(server.count(SELECT)).toBe(2)
      expect(store.getState()).toMatchObject({ loading: false, unconfirmed: [] })
      vi.useRealTimers()
      await new Promise((resolve) => setTimeout(resolve, 10))
      uncaught.restore()
      expect(uncaught.thrown).toContain(mistake)
    })
  })

  describe("when the total changed at completion", () => {
    const fresh = session({ rewards: [], discount_total: 0 })

    it("takes the session that the reply brings", async () => {
      const { store } = await identified()
      const total_changed = { previous_total: 10, total: 15, session: fresh }
      server.on(COMPLETE, () => fail("loyalty_total_changed", { status: 409, total_changed }))
      await store.complete()

      expect(store.getState().session?.discount_total).toBe(0)
    })

    it("asks for the rewards where the error has no more than a message", async () => {
      const { store } = await identified()
      server.current = fresh
      store.handleCompletionError("Your total changed from 10 to 15. Confirm it and pay again.")
      await pass()

      expect(store.getState()).toMatchObject({
        session: { discount_total: 0, rewards: [] },
        total_changed: { previous_total: 10, total: 15 },
      })
    })
  })

  describe("without a session", () => {
    it("reads a cart that is known by its id alone on refresh()", async () => {
      const { store } = open({ cart: "cart_1" })
      await pass(200)
      server.cart = { ...CART, total: 99 }
      store.refresh()
      await pass()

      expect(store.getState().cart?.total).toBe(99)
    })

    it("leaves reading to the shop that gives its cart", async () => {
      const onCartChange = vi.fn()
      const { store } = open({ onCartChange })
      await pass(200)
      store.refresh()
      await pass()

      expect(server.count(READ_CART)).toBe(0)
      expect(onCartChange).not.toHaveBeenCalled()
    })
  })

  it("tells the shop and reads the cart itself where it has only the id", async () => {
    const onCartChange = vi.fn()
    const { store } = await identified({ cart: "cart_1", onCartChange })
    server.cart = { ...CART, total: 20.59 }
    store.refresh()
    await pass(300)

    expect(onCartChange).toHaveBeenCalled()
    expect(store.getState().cart?.total).toBe(20.59)
  })

  describe("when the customer signs in at checkout", () => {
    /** Medusa gives the cart to the customer, and the guest's session ends. */
    const transfer = (evaluated: Result<unknown> = ENDS) => {
      server.on(EVALUATE, () => evaluated)
      server.on(READ, () => succeed({ loyalty_session: session({ status: "failed" }) }))
      const theirs = session({ id: "lses_2" })
      server.on(OPEN, () => {
        server.on(EVALUATE, () => succeed({ loyalty_session: theirs }))
        return succeed({ loyalty_session: theirs })
      })
    }

    it.each([
      ["ends while it is asked for rewards", ENDS],
      ["had ended", succeed({ loyalty_session: session({ status: "failed" }) })],
    ])("opens the linked membership instead of a session that %s", async (_when, evaluated) => {
      const { store } = await identified({ signedIn: false })
      transfer(evaluated)
      store.configure({ signedIn: true })
      await pass(200)

      expect(store.getState()).toMatchObject({
        status: "active",
        failure: null,
        session: { id: "lses_2" },
      })
    })

    it("says that the session ended, once, where nothing is linked", async () => {
      const { store } = await identified({ signedIn: false })
      transfer()
      server.on(OPEN, () => fail("not_linked", { status: 404 }))
      store.configure({ signedIn: true })
      await pass(1_000)

      expect(store.getState()).toMatchObject({
        status: "idle",
        failure: { code: "session_not_active" },
      })
      expect(server.count(OPEN)).toBe(1)
    })

    it("does not open it for ever where every session ends at once", async () => {
      const { store } = await identified({ signedIn: false })
      transfer()
      server.on(OPEN, () => succeed({ loyalty_session: session() }))
      store.configure({ signedIn: true })
      await pass(5_000)

      expect(server.count(OPEN)).toBe(1)
      expect(store.getState().session).toBeNull()
    })
  })

  it("shows nothing of a session that has ended, and lets the shopper identify again", async () => {
    const { store } = await identified()
    const ended = succeed({ loyalty_session: session({ status: "failed" }) })
    server.on(EVALUATE, () => ended)
    server.on(READ, () => ended)
    store.refresh()
    await pass(1_000)

    expect(store.getState()).toMatchObject({
      status: "idle",
      session: null,
      failure: { code: "session_not_active" },
    })
  })

  it("says that a choice was lost which the engine never heard of", async () => {
    const { store } = await identified()
    server.on(SELECT, () => succeed({ loyalty_session: session({ availability: "stale" }) }))
    store.selectReward("FIVE-OFF")
    await pass(1_000)

    expect(store.getState()).toMatchObject({
      status: "unavailable",
      failure: { code: "loyalty_unavailable" },
    })
    store.refresh()
    await pass(1_000)
    expect(store.getState()).toMatchObject({ status: "active", failure: null })
  })

  describe("when the customer signs out", () => {
    const RELEASE = "DELETE /store/loyalty/session/lses_1"

    it("ends the session, for whoever comes next at the device", async () => {
      const { store } = await identified({ signedIn: true })
      server.on(RELEASE, () => succeed({ id: "lses_1", deleted: true }))
      store.configure({ signedIn: false })
      await pass(200)

      expect(server.count(RELEASE)).toBe(1)
      expect(store.getState()).toMatchObject({ status: "idle", session: null })
    })

    it("is no sign-out where a page does not know yet who is there", async () => {
      const { store } = await identified({ signedIn: true })
      store.configure({ onCartChange: () => {} })
      await pass(200)

      expect(server.count(RELEASE)).toBe(0)
      expect(store.getState().session?.id).toBe("lses_1")
    })

    it("hides one that a payment keeps", async () => {
      const { store } = await identified({ signedIn: true })
      server.on(RELEASE, () => fail("not_allowed", { status: 400 }))
      store.configure({ signedIn: false })
      await pass(200)

      expect(store.getState()).toMatchObject({ status: "idle", session: null, failure: null })
      expect(JSON.stringify({ ...window.sessionStorage })).not.toContain("lses_1")
    })
  })

  describe("connected again", () => {
    it("reads the cart whose reading was cut short", async () => {
      const slow = later()
      server.on(READ_CART, () => slow.answer)
      const { store, leave } = open({ cart: "cart_1" })
      leave()
      server.on(READ_CART, () => succeed({ cart: CART }))
      opened.push({ store, leave: store.connect() })
      await pass(200)

      expect(store.getState().cart?.total).toBe(CART.total)
    })

    it("asks about the basket that changed before", async () => {
      const { store, leave } = await identified()
      server.cart = { ...CART, items: [] }
      store.setCart(server.cart)
      leave()
      opened.push({ store, leave: store.connect() })
      await pass(1_000)

      expect(server.count(EVALUATE)).toBe(2)
      expect(store.getState()).toMatchObject({ status: "active", session: { id: "lses_1" } })
    })
  })

  describe("after an outage of ten minutes", () => {
    const MINUTE_MS = 60_000

    it.each([
      ["an open session", EVALUATE],
      ["the session of before a reload", READ],
    ])("finds %s again, and asks rarely until then", async (_which, route) => {
      const { store, leave } = await identified()
      server.on(route, () => fail("network"))
      const is_reload = route === READ
      if (is_reload) {
        leave()
      }
      const reached = is_reload ? open().store : store
      const asked_before = server.count(route)
      reached.refresh()
      await pass(10 * MINUTE_MS)
      expect(reached.getState().status).toBe("unavailable")
      expect(server.count(route) - asked_before).toBeLessThan(15)

      server.on(route, () => succeed({ loyalty_session: session() }))
      await pass(2 * MINUTE_MS)
      expect(reached.getState()).toMatchObject({ status: "active", failure: null })
    })
  })

  describe("on a slow reload", () => {
    const reload = async () => {
      const { leave } = await identified()
      leave()
      const slow = later()
      server.on(READ, () => slow.answer)
      return { ...open(), slow }
    }

    it("says that the session is being looked for", async () => {
      const { store, slow } = await reload()
      expect(store.getState()).toMatchObject({ status: "identifying", restoring: true })

      slow.give(succeed({ loyalty_session: session() }))
      await pass()
      expect(store.getState()).toMatchObject({ status: "active", restoring: false })
    })

    it("says that it cannot be reached, and finds it when it can", async () => {
      const { store, slow } = await reload()
      slow.give(fail("network"))
      await pass()
      expect(store.getState()).toMatchObject({ status: "unavailable", session: null })

      server.on(READ, () => succeed({ loyalty_session: session() }))
      await pass(30_000)
      expect(store.getState()).toMatchObject({ status: "active", failure: null })
    })

    it("keeps it where a proxy answers for a server that is away", async () => {
      const { leave } = await identified()
      leave()
      const behind_proxy = fetchTransport({
        baseUrl: "https://shop.test",
        publishableKey: "pk_1",
        fetch: async () => new Response("no available server", { status: 404 }),
      })
      server.on(READ, behind_proxy)
      const { store } = open()
      await pass(200)
      expect(store.getState()).toMatchObject({ status: "unavailable", session: null })
      expect(window.sessionStorage.getItem("medusa-loyalty-storefront")).toContain("lses_1")

      server.on(READ, () => succeed({ loyalty_session: session() }))
      await pass(30_000)
      expect(store.getState()).toMatchObject({ status: "active", session: { id: "lses_1" } })
    })

    it("does not take the linked membership for a session that cannot be reached", async () => {
      const { leave } = await identified()
      leave()
      server.on(READ, () => fail("network"))
      const { store } = open({ signedIn: true })
      await pass(200)

      expect(server.count(OPEN)).toBe(0)
      expect(store.getState().status).toBe("unavailable")
    })

    it("is silent about a store without loyalty", async () => {
      server.on(OPEN, () => fail("loyalty_disabled", { status: 400 }))
      const { store } = open({ signedIn: true })
      await pass(200)

      expect(store.getState()).toMatchObject({ status: "idle", failure: null })
    })
  })

  it("keeps the session of another member when the one before is no longer found", async () => {
    const { store } = await identified()
    const slow = later()
    server.on(EVALUATE, () => slow.answer)
    store.refresh()
    await pass()
    const second = session({ id: "lses_2" })
    server.on(IDENTIFY, () => succeed({ loyalty_session: second }))
    server.on(EVALUATE, () => succeed({ loyalty_session: second }))
    server.on(READ, () => NOT_FOUND)
    await store.identify({ phone: "4155550199" })
    slow.give(NOT_FOUND)
    await pass()

    expect(store.getState()).toMatchObject({ status: "active", session: { id: "lses_2" } })
    expect(window.sessionStorage.getItem("medusa-loyalty-storefront")).toContain("lses_2")
  })

  it("shows the order that the cart became elsewhere, not that its rewards ended", async () => {
    const { store } = await identified()
    server.on(EVALUATE, () => fail("session_not_active", { status: 409 }))
    server.on(READ, () => succeed({ loyalty_session: session({ status: "pending_finalization" }) }))
    store.refresh()
    await pass()

    expect(store.getState()).toMatchObject({ status: "pending_finalization", failure: null })
  })

  describe("linking", () => {
    const LINK = "POST /store/customers/me/loyalty"

    it("proves the membership by the order that this tab placed", async () => {
      const { store } = await identified()
      expect(store.canLink()).toBe(false)
      store.bindOrder("order_1")
      expect(store.canLink()).toBe(true)
      server.on(LINK, () => succeed({ loyalty_member: { id: "lmem_1" } }))
      const linked = await store.link({ phone: "4155550100" })

      expect(linked.ok).toBe(true)
      expect(server.requests.at(-1)?.body).toEqual({
        phone: "4155550100",
        proof: { session_id: "lses_1", token: "lst_token" },
      })
    })

    it("is refused without such an order, and asks nobody", async () => {
      const { store } = await identified()

      expect(await store.link({ phone: "1" })).toMatchObject({
        ok: false,
        failure: { code: "not_allowed" },
      })
      expect(server.count(LINK)).toBe(0)
    })
  })
})

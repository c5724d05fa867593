// @vitest-environment happy-dom
import { createLoyaltyClient, LoyaltyStore } from "../src/core/index.js"
import { fail, succeed, type Result } from "../src/core/result.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer, OFFER, session } from "./support/fake-server.js"

const EVALUATE = "POST /store/loyalty/rewards"
const SELECT = "POST /store/loyalty/rewards/select"
const COMPLETE = "POST /store/carts/cart_1/complete"

const withQuantity = (quantity: number) => ({
  ...CART,
  items: [{ id: "cali_1", variant_id: "variant_1", quantity, unit_price: 10 }],
})

/** Other threads carry the messages between tabs, and a busy machine lets them wait. */
const WAIT = { timeout: 8_000 }

/** An answer that the test gives when it likes. */
const later = () => {
  let give = (_: Result<unknown>) => {}
  const answer = new Promise<Result<unknown>>((resolve) => (give = resolve))
  return { answer, give: (result: Result<unknown>) => give(result) }
}

describe("LoyaltyStore", () => {
  let server: FakeServer
  let store: LoyaltyStore
  let leave: () => void
  const onCartChange = vi.fn()

  const open = (options: { signedIn?: boolean } = {}) => {
    const client = createLoyaltyClient({ transport: server.transport, timeoutMs: 1_000 })
    const opened = new LoyaltyStore({ client, onCartChange, ...options })
    leave = opened.connect()
    opened.setCart(CART)
    return opened
  }
  /** Lets answers arrive and timers of this much time go off. */
  const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms)
  const identified = async () => {
    store = open()
    await pass(200)
    await store.identify({ phone: "4155550100" })
    await pass()
  }
  const offer = () =>
    store
      .getState()
      .session?.rewards.find((reward) => reward.provider_reward_id === OFFER.provider_reward_id)

  beforeEach(() => {
    vi.useFakeTimers()
    emptyBrowser()
    onCartChange.mockClear()
    server = new FakeServer()
  })
  afterEach(() => {
    leave()
    vi.useRealTimers()
  })

  it("opens a session and evaluates it at once", async () => {
    store = open()
    const opening = store.identify({ phone: "4155550100" })
    expect(store.getState().status).toBe("identifying")
    await opening
    await pass()

    expect(store.getState()).toMatchObject({ status: "active", loading: false, failure: null })
    expect(server.count(EVALUATE)).toBe(1)
    expect(onCartChange).toHaveBeenCalledTimes(1)
  })

  it("asks once, 300 ms after the last of several cart changes", async () => {
    await identified()
    for (const quantity of [3, 4, 5]) {
      store.setCart(withQuantity(quantity))
      await pass(200)
    }
    expect(server.count(EVALUATE)).toBe(1)
    expect(store.getState().status).toBe("evaluating")

    await pass(100)
    expect(server.count(EVALUATE)).toBe(2)
    expect(store.getState().status).toBe("active")
  })

  it("does not ask again because our own discounts changed the cart", async () => {
    await identified()
    store.setCart({ ...CART, total: 20.59, discount_subtotal: 0.98 })
    await pass(1_000)

    expect(server.count(EVALUATE)).toBe(1)
  })

  it("drops the answer about an older basket, and keeps the choice made meanwhile", async () => {
    await identified()
    const slow = later()
    server.on(SELECT, () => slow.answer)
    store.selectReward(OFFER.provider_reward_id)
    store.setCart(withQuantity(9))
    slow.give(succeed({ loyalty_session: session({ discount_total: 99 }) }))
    await pass(10)

    expect(store.getState().session?.discount_total).not.toBe(99)
    expect(offer()?.state).toBe("accepted")
  })

  it("shows a choice at once and takes it back when the server refuses", async () => {
    await identified()
    const slow = later()
    server.on(SELECT, () => slow.answer)
    store.selectReward(OFFER.provider_reward_id)

    expect(offer()).toMatchObject({ state: "accepted", amount: 2 })
    expect(store.getState().session).toMatchObject({
      discount_total: 2.98,
      points: { redeem: 200 },
    })
    expect(store.getState().unconfirmed).toEqual([OFFER.provider_reward_id])

    slow.give(fail("insufficient_points", { status: 400 }))
    await pass()
    expect(offer()).toMatchObject({ state: "offered", amount: 0 })
    expect(store.getState().session?.discount_total).toBe(0.98)
    expect(store.getState().failure?.code).toBe("insufficient_points")
  })

  it("sends choices made while one is under way together, the last one of a reward winning", async () => {
    await identified()
    const slow = later()
    server.on(SELECT, () => slow.answer)
    store.selectReward("A")
    store.selectReward("B")
    store.selectReward("C")
    store.declineReward("C")
    slow.give(succeed({ loyalty_session: session() }))
    await pass()

    const bodies = server.requests.filter(({ path }) => path.endsWith("/select"))
    expect(bodies.map(({ body }) => body)).toMatchObject([
      { accept: ["A"] },
      { accept: ["B"], decline: ["C"] },
    ])
  })

  it("finds its session again after a reload, and the summary after the order", async () => {
    await identified()
    leave()
    store = open()
    await pass()
    expect(store.getState().session?.id).toBe("lses_1")
    expect(server.count("POST /store/loyalty/identify")).toBe(1)

    server.on(COMPLETE, () => succeed({ type: "order", order: { id: "order_1" } }))
    await store.complete()
    expect(store.getState()).toMatchObject({ status: "pending_finalization", order_id: "order_1" })
    server.on("GET /store/loyalty/orders/order_1/summary", () =>
      succeed({ loyalty_summary: { order_id: "order_1" } }),
    )
    const summary = await store.orderSummary("order_1")
    expect(summary).toEqual({ ok: true, value: { order_id: "order_1" } })
    expect(server.requests.at(-1)?.headers).toEqual({ "x-loyalty-token": "lst_token" })
  })

  it("keeps neither name nor number in the browser", async () => {
    await identified()

    const kept = JSON.stringify({ ...window.sessionStorage }) + JSON.stringify(window.localStorage)
    expect(kept).toContain("lses_1")
    expect(kept).not.toMatch(/4155550100|0100|John|5000/)
  })

  it("surfaces a total that changed at completion, from a reply and from an SDK's error", async () => {
    await identified()
    const total_changed = { previous_total: 10.9, total: 15.09, session: null }
    server.on(COMPLETE, () => fail("loyalty_total_changed", { status: 409, total_changed }))
    const result = await store.complete()
    expect(result.ok).toBe(false)
    expect(store.getState().total_changed).toEqual({ previous_total: 10.9, total: 15.09 })

    store.confirmTotal()
    const message = "Your total changed from 15.09 to 16. Confirm it and pay again."
    expect(store.handleCompletionError(Object.assign(new Error(message), { status: 409 }))).toBe(
      true,
    )
    expect(store.getState().total_changed).toEqual({ previous_total: 15.09, total: 16 })
    expect(store.handleCompletionError(new Error("Card declined"))).toBe(false)
  })

  it("is calm about an engine that is away, and asks again when the wait is over", async () => {
    await identified()
    server.current = session({ availability: "unavailable", retry_after: 20 })
    store.refresh()
    await pass()
    expect(store.getState().status).toBe("unavailable")

    server.current = session()
    await pass(20_000)
    expect(store.getState().status).toBe("active")
  })

  it("makes a time-out of a server that does not answer, and stays usable", async () => {
    await identified()
    server.on(EVALUATE, ({ signal }) => {
      const ended = new Promise<Result<unknown>>((resolve) =>
        signal?.addEventListener("abort", () => resolve(fail("aborted"))),
      )
      return ended
    })
    store.refresh()
    await pass(1_000)

    expect(store.getState()).toMatchObject({ status: "unavailable", loading: false })
    expect(store.getState().failure?.code).toBe("timeout")
  })

  it("offers to identify again when the session ran out", async () => {
    await identified()
    server.on(EVALUATE, () => fail("session_not_active", { status: 409 }))
    server.current = session({ status: "failed" })
    store.refresh()
    await pass()

    expect(store.getState()).toMatchObject({ status: "idle", session: null })
    expect(store.getState().failure?.code).toBe("session_not_active")
  })

  it("opens the linked membership of a signed-in customer, and is silent without one", async () => {
    store = open({ signedIn: true })
    await pass(200)
    expect(store.getState().session?.id).toBe("lses_1")
    leave()

    emptyBrowser()
    server.on("POST /store/loyalty/session", () => fail("not_linked", { status: 404 }))
    store = open({ signedIn: true })
    await pass(200)
    expect(store.getState()).toMatchObject({ status: "idle", failure: null })
  })

  it("keeps who identified while an earlier session was looked for", async () => {
    const slow = later()
    server.on("POST /store/loyalty/session", () => slow.answer)
    store = open({ signedIn: true })
    await pass(200)
    await store.identify({ phone: "4155550100" })
    slow.give(fail("not_linked", { status: 404 }))
    await pass()

    expect(store.getState()).toMatchObject({ status: "active", session: { id: "lses_1" } })
  })

  it("takes the discounts off with the session", async () => {
    await identified()
    onCartChange.mockClear()
    await store.release()

    expect(store.getState()).toMatchObject({ status: "idle", session: null })
    expect(onCartChange).toHaveBeenCalledTimes(1)
    expect(JSON.stringify({ ...window.sessionStorage })).not.toContain("lses_1")
  })
})

describe("two tabs", () => {
  beforeEach(() => emptyBrowser())

  it("share the session of a cart", async () => {
    const server = new FakeServer()
    const tab = () => {
      const client = createLoyaltyClient({ transport: server.transport })
      return new LoyaltyStore({ client, storage: null })
    }
    const [first, second] = [tab(), tab()]
    const leaves = [first.connect(), second.connect()]
    first.setCart(CART)
    await first.identify({ phone: "4155550100" })
    second.setCart(CART)

    await vi.waitFor(() => expect(second.getState().session?.id).toBe("lses_1"), WAIT)
    server.current = session({ discount_total: 2.98 })
    first.refresh()
    await vi.waitFor(() => expect(second.getState().session?.discount_total).toBe(2.98), WAIT)
    expect(server.count("POST /store/loyalty/identify")).toBe(1)
    leaves.forEach((leave) => leave())
  })

  it("do not open a membership again that one of them has removed", async () => {
    const server = new FakeServer()
    const linked = () => succeed({ loyalty_session: server.current })
    server.on("POST /store/loyalty/session", linked)
    const tab = () => {
      const client = createLoyaltyClient({ transport: server.transport })
      return new LoyaltyStore({ client, storage: null, signedIn: true })
    }
    const [first, second] = [tab(), tab()]
    const leaves = [first.connect(), second.connect()]
    first.setCart(CART)
    second.setCart(CART)
    await vi.waitFor(() => {
      expect(first.getState().status).toBe("active")
      expect(second.getState().status).toBe("active")
    }, WAIT)
    const opened = server.count("POST /store/loyalty/session")
    server.on("DELETE /store/loyalty/session/lses_1", () => {
      server.current = session({ status: "failed" })
      return succeed({ id: "lses_1", deleted: true })
    })
    await first.release()

    await vi.waitFor(() => expect(second.getState().session).toBeNull(), WAIT)
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(first.getState().session).toBeNull()
    expect(server.count("POST /store/loyalty/session")).toBe(opened)
    leaves.forEach((leave) => leave())
  })

  it("hear of the order that the cart became", async () => {
    const server = new FakeServer()
    const tab = () => {
      const client = createLoyaltyClient({ transport: server.transport })
      return new LoyaltyStore({ client, storage: null })
    }
    const [first, second] = [tab(), tab()]
    const leaves = [first.connect(), second.connect()]
    first.setCart(CART)
    await first.identify({ phone: "4155550100" })
    second.setCart(CART)
    await vi.waitFor(() => expect(second.getState().status).toBe("active"), WAIT)
    server.current = session({ status: "pending_finalization" })
    first.bindOrder("order_1")

    await vi.waitFor(() => expect(second.getState().status).toBe("pending_finalization"), WAIT)
    leaves.forEach((leave) => leave())
  })
})

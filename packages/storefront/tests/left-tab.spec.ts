// @vitest-environment happy-dom
import { fail, succeed } from "../src/core/result.js"
import { CART, FakeServer, session } from "./support/fake-server.js"
import { closeTab, emptyBrowser, waitLong } from "./support/browser.js"
import { COMPLETE, EVALUATE, IDENTIFY, OPEN, openStore, pass, READ } from "./support/open-store.js"

type Opened = ReturnType<typeof openStore>

const RELEASE = "DELETE /store/loyalty/session/lses_1"
const onDevice = () => JSON.stringify({ ...window.localStorage })
const ENDED = { status: "idle", session: null, failure: { code: "session_not_found" } }

/** The shop keeps its cart longer than the tab that it was filled in. */
describe("a tab that was closed", () => {
  let server: FakeServer
  let opened: Opened[]
  const onCartChange = vi.fn()

  const arrive = async (options: Parameters<typeof openStore>[1] = {}) => {
    const one = openStore(server, { onCartChange, ...options })
    opened.push(one)
    await pass(200)
    return one
  }
  /** Identifies, and closes the tab. */
  const leave = async () => {
    const { store, leave: close } = await arrive()
    await store.identify({ phone: "4155550100" })
    await pass()
    close()
    closeTab()
    onCartChange.mockClear()
  }

  beforeEach(() => {
    vi.useFakeTimers()
    emptyBrowser()
    onCartChange.mockClear()
    server = new FakeServer()
    opened = []
  })
  afterEach(() => {
    opened.forEach(({ leave: close }) => close())
    vi.useRealTimers()
  })

  it("finds its session again when the shopper comes back soon", async () => {
    await leave()
    const { store } = await arrive()

    expect(store.getState()).toMatchObject({ status: "active", session: { id: "lses_1" } })
    expect(server.count(RELEASE)).toBe(0)
  })

  it("ends no session of a shopper who identifies while other tabs are still asked", async () => {
    const one = openStore(server, { onCartChange })
    opened.push(one)
    await one.store.identify({ phone: "4155550100" })
    await pass(200)

    expect(server.count(RELEASE)).toBe(0)
    expect(one.store.getState()).toMatchObject({ status: "active", session: { id: "lses_1" } })
    expect(onDevice()).toContain("lses_1")
  })

  it("counts the time from the last answer, not from the beginning", async () => {
    const { store, leave: close } = await arrive()
    await store.identify({ phone: "4155550100" })
    await pass()
    waitLong()
    store.refresh()
    await pass()
    close()
    closeTab()
    const { store: later } = await arrive()

    expect(later.getState().session?.id).toBe("lses_1")
  })

  it("still reads the order's summary after it", async () => {
    await leave()
    const { store } = await arrive()
    server.on(COMPLETE, () => succeed({ type: "order", order: { id: "order_1" } }))
    await store.complete()
    server.on("GET /store/loyalty/orders/order_1/summary", () =>
      succeed({ loyalty_summary: { order_id: "order_1" } }),
    )
    await store.orderSummary("order_1")

    expect(server.requests.at(-1)?.headers).toEqual({ "x-loyalty-token": "lst_token" })
  })

  it.each([
    ["is read where a payment ends in a new tab", () => {}, "lst_token"],
    ["is not read there much later", waitLong, undefined],
  ])("leaves a token for the order's summary, which %s", async (_, wait, token) => {
    await leave()
    wait()
    server.on("GET /store/loyalty/orders/order_1/summary", () =>
      succeed({ loyalty_summary: { order_id: "order_1" } }),
    )
    const { store } = await arrive({ cart: { ...CART, id: "cart_2" } })
    await store.orderSummary("order_1")

    expect(server.requests.at(-1)?.headers?.["x-loyalty-token"]).toBe(token)
  })

  it("has its rewards taken out of the cart later, in words, and shows nobody's membership", async () => {
    await leave()
    waitLong()
    const { store } = await arrive()

    expect(server.count(RELEASE)).toBe(1)
    expect(server.count(READ)).toBe(0)
    expect(store.getState()).toMatchObject(ENDED)
    // The shop reads its cart, which is dearer now.
    expect(onCartChange).toHaveBeenCalledTimes(1)

    opened.at(-1)?.leave()
    const { store: again } = await arrive()
    expect(again.getState()).toMatchObject({ status: "idle", failure: null })
    expect(server.count(RELEASE)).toBe(1)
  })

  it.each([
    ["the cart is being paid", 400, "not_allowed", "active"],
    ["the cart became an order", 409, "session_not_active", "pending_finalization"],
  ] as const)("keeps its session while %s", async (_, status, code, shown) => {
    await leave()
    waitLong()
    server.on(RELEASE, () => fail(code, { status }))
    server.current = session({ status: shown })
    const { store } = await arrive()

    expect(store.getState()).toMatchObject({ status: shown, failure: null })
  })

  it("says so when the session ran out meanwhile", async () => {
    await leave()
    server.current = session({ status: "failed" })
    const { store } = await arrive()

    expect(store.getState()).toMatchObject(ENDED)
  })

  it("gives way to the linked membership of a customer who is signed in", async () => {
    await leave()
    waitLong()
    const theirs = session({ id: "lses_2" })
    server.on(OPEN, () => succeed({ loyalty_session: theirs }))
    server.on(EVALUATE, () => succeed({ loyalty_session: theirs }))
    const { store } = await arrive({ signedIn: true })

    expect(store.getState()).toMatchObject({ failure: null, session: { id: "lses_2" } })
  })

  it("says so to a signed-in customer without a membership", async () => {
    await leave()
    waitLong()
    server.on(OPEN, () => fail("not_linked", { status: 404 }))
    const { store } = await arrive({ signedIn: true })

    expect(store.getState()).toMatchObject(ENDED)
  })

  it("is ended when the network is back", async () => {
    await leave()
    waitLong()
    server.on(RELEASE, () => fail("network"))
    server.on(READ, () => fail("network"))
    const { store } = await arrive()
    expect(store.getState().status).toBe("unavailable")

    server.on(RELEASE, () => succeed({ deleted: true }))
    await pass(30_200)
    expect(store.getState()).toMatchObject(ENDED)
  })

  it.each([
    ["released", async ({ store }: Opened) => void (await store.release())],
    ["an order", async ({ store }: Opened) => Promise.resolve(store.bindOrder("order_1"))],
  ])("leaves nothing on the device once its session is %s", async (_, end) => {
    const one = await arrive()
    await one.store.identify({ phone: "4155550100" })
    await pass()
    expect(onDevice()).toContain("lses_1")
    await end(one)

    expect(onDevice()).not.toContain("lses_1")
  })

  it("does not make the shop's own storage share with the device", async () => {
    const { store } = await arrive({ storage: null })
    await store.identify({ phone: "4155550100" })
    await pass()

    expect(onDevice()).not.toContain("lses_1")
  })

  it("leaves the session of whoever identified after it alone", async () => {
    await leave()
    const second = session({ id: "lses_2" })
    server.on(IDENTIFY, () => succeed({ loyalty_session: second }))
    server.on(EVALUATE, () => succeed({ loyalty_session: second }))
    const { store, leave: close } = await arrive()
    await store.identify({ phone: "4155550199" })
    await pass()
    close()
    closeTab()
    server.on("GET /store/loyalty/session/lses_2", () => succeed({ loyalty_session: second }))
    const { store: later } = await arrive()

    expect(later.getState().session?.id).toBe("lses_2")
    expect(server.count(RELEASE)).toBe(0)
  })

  it("is not looked for under another cart", async () => {
    await leave()
    waitLong()
    const { store } = await arrive({ cart: { ...CART, id: "cart_2" } })

    expect(server.count(RELEASE)).toBe(0)
    expect(store.getState()).toMatchObject({ status: "idle", failure: null })
  })
})

// @vitest-environment happy-dom
import { fail } from "../src/core/result.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer } from "./support/fake-server.js"
import { EVALUATE, openStore, pass, READ_CART } from "./support/open-store.js"

const withQuantity = (quantity: number) => ({
  ...CART,
  total: 10 * quantity,
  items: [{ id: "cali_1", variant_id: "variant_1", quantity, unit_price: 10 }],
})

/** The shop names its cart, changes it itself and says so. */
describe("a shop that gives only the cart's id", () => {
  let server: FakeServer
  let opened: ReturnType<typeof openStore>[]

  const identified = async () => {
    const one = openStore(server, { cart: "cart_1" })
    opened.push(one)
    await pass(200)
    await one.store.identify({ phone: "4155550100" })
    await pass(1_000)
    return one
  }
  /** What was asked since. */
  const counter = () => {
    const counts = () => ({ evaluations: server.count(EVALUATE), reads: server.count(READ_CART) })
    const before = counts()
    return () => ({
      evaluations: counts().evaluations - before.evaluations,
      reads: counts().reads - before.reads,
    })
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

  it("has its rewards asked for once per change, and its cart read once", async () => {
    const { store } = await identified()
    for (const quantity of [3, 4]) {
      const asked = counter()
      server.cart = withQuantity(quantity)
      store.refresh()
      await pass(5_000)

      expect(asked()).toEqual({ evaluations: 1, reads: 1 })
      expect(store.getState()).toMatchObject({ status: "active", cart: { total: 10 * quantity } })
    }
  })

  it("has them asked for once after several quick changes, when the last is 300 ms old", async () => {
    const { store } = await identified()
    const asked = counter()
    for (const quantity of [3, 4, 5]) {
      server.cart = withQuantity(quantity)
      store.refresh()
      expect(store.getState().status).toBe("evaluating")
      await pass(299)
    }
    expect(asked()).toEqual({ evaluations: 0, reads: 0 })
    await pass(1)
    await pass(5_000)

    expect(asked()).toEqual({ evaluations: 1, reads: 1 })
    expect(store.getState().cart?.total).toBe(50)
  })

  it("asks at once when somebody identifies", async () => {
    const one = openStore(server, { cart: "cart_1" })
    opened.push(one)
    await pass(200)
    const asked = counter()
    await one.store.identify({ phone: "4155550100" })
    await pass()

    expect(asked()).toEqual({ evaluations: 1, reads: 1 })
  })

  it("shows the total of a change whose rewards cannot be asked for", async () => {
    const { store } = await identified()
    server.on(EVALUATE, () => fail("network"))
    server.cart = withQuantity(7)
    store.refresh()
    await pass(1_000)

    expect(store.getState()).toMatchObject({ status: "unavailable", cart: { total: 70 } })
  })
})

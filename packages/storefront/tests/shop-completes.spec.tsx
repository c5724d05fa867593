// @vitest-environment happy-dom
import { createElement, Fragment } from "react"

import { cleanup, configure, screen, waitFor } from "@testing-library/react"
import { userEvent } from "@testing-library/user-event"

import { LoyaltyStore, createLoyaltyClient, totalChangeIn } from "../src/core/index.js"
import { fail, succeed } from "../src/core/result.js"
import {
  CheckoutLoyalty,
  LoyaltyProvider,
  OrderLoyaltySummary,
  useCompletion,
  useLoyalty,
} from "../src/index.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer, session } from "./support/fake-server.js"
import { show } from "./support/view.js"

configure({ asyncUtilTimeout: 8_000 })

const CHANGED = "Your total changed from 18.67 to 21.65. Confirm it and pay again."
const SUMMARY = "GET /store/loyalty/orders/order_1/summary"

/** A shop's button around its own function that completes the cart. */
function PayButton({ complete }: { complete: () => Promise<unknown> }) {
  const placeOrder = useCompletion(complete)
  const { order_id } = useLoyalty()
  const pay = async (box: HTMLElement) => {
    box.title = await placeOrder().then(
      (value) => `Answered ${JSON.stringify(value)}`,
      (error: Error) => `Threw ${error.message}`,
    )
  }
  return (
    <button type="button" onClick={(event) => void pay(event.currentTarget)}>
      Order now {order_id}
    </button>
  )
}

describe("a shop that completes the cart itself", { timeout: 30_000 }, () => {
  let server: FakeServer
  beforeEach(() => {
    emptyBrowser()
    server = new FakeServer()
  })
  afterEach(cleanup)

  const identify = async () => {
    const user = userEvent.setup()
    await user.type(await screen.findByLabelText("Phone number"), "4155550100")
    await user.click(screen.getByRole("button", { name: "Show my rewards" }))
    await screen.findByText("Hello, John D.")
    return user
  }
  const pay = async (complete: () => Promise<unknown>, outcome: string) => {
    show(
      server,
      <>
        <CheckoutLoyalty />
        <PayButton complete={complete} />
      </>,
    )
    const user = await identify()
    await user.click(screen.getByRole("button", { name: /Order now/ }))
    await screen.findByTitle(outcome)
  }

  it.each([
    ["as text", () => Promise.resolve(CHANGED)],
    [
      "thrown, with the shop's words in front",
      () => Promise.reject(new Error(`Oh no: ${CHANGED}`)),
    ],
  ])("shows a total that changed, given %s", async (_, complete) => {
    await pay(complete, "Answered undefined")

    const alert = await screen.findByRole("alert", { name: "Your total changed" })
    expect(alert.textContent).toContain("It was $18.67, and is $21.65 now.")
  })

  it.each([
    ["as text", () => Promise.resolve("Card declined")],
    ["thrown", () => Promise.reject(new Error("Card declined"))],
  ])("throws every other reason, given %s", async (_, complete) => {
    await pay(complete, "Threw Card declined")

    expect(screen.queryByRole("alert", { name: "Your total changed" })).toBeNull()
  })

  it("binds the order that the cart became", async () => {
    await pay(
      () => Promise.resolve({ type: "order", order: { id: "order_1" } }),
      'Answered {"type":"order","order":{"id":"order_1"}}',
    )

    await screen.findByRole("button", { name: "Order now order_1" })
  })

  it("binds the order on the confirmation page when the server sent the shopper there", async () => {
    const client = createLoyaltyClient({ transport: server.transport })
    const store = new LoyaltyStore({ client })
    const leave = store.connect()
    store.setCart(CART)
    await store.identify({ phone: "4155550100" })
    expect(store.canLink()).toBe(false)
    leave()
    server.current = session({ status: "pending_finalization" })
    server.on(SUMMARY, ({ headers }) =>
      headers?.["x-loyalty-token"] === "lst_token"
        ? succeed({
            loyalty_summary: {
              ...{ order_id: "order_1", status: "pending_finalization", earned_points: 30 },
              ...{ redeemed_points: 0, points_balance: 5000, discount_total: 2, receipt_id: null },
              ...{ rewards: [], reversals: [], expected: true },
            },
          })
        : fail("session_not_found", { status: 404 }),
    )
    show(server, <OrderLoyaltySummary order={{ id: "order_1", currency_code: "usd" }} />, {
      store,
      client: undefined,
      cart: undefined,
    })

    await screen.findByText(/30 points are on their way/)
    expect(screen.getByText("$2.00")).toBeDefined()
    expect(store.getState()).toMatchObject({ status: "pending_finalization", order_id: "order_1" })
    expect(store.canLink()).toBe(true)
  })

  it("takes the cart from the step that knows it, and asks other tabs about it", async () => {
    const other = new LoyaltyStore({
      client: createLoyaltyClient({ transport: server.transport }),
      storage: null,
    })
    const leave = other.connect()
    other.setCart(CART)
    await other.identify({ phone: "4155550100" })
    // What it has to tell is told before there is anybody to hear it.
    await waitFor(() => expect(other.getState().loading).toBe(false))
    const onCartChange = vi.fn()
    show(server, <CheckoutLoyalty cart={CART} onCartChange={onCartChange} />, { cart: undefined })

    await screen.findByText("Hello, John D.")
    await waitFor(() => expect(onCartChange).toHaveBeenCalled())
    leave()
  })

  it("says what a provider needs", () => {
    const complaints = vi.spyOn(console, "error").mockImplementation(() => {})
    const view = <LoyaltyProvider baseUrl="https://api.example.com" />

    expect(() => show(server, view, { client: {} as never })).toThrow(
      /needs baseUrl and publishableKey/,
    )
    complaints.mockRestore()
  })

  it("reads both totals behind any words", () => {
    const expected = { previous_total: 18.67, total: 21.65 }

    expect(totalChangeIn(`Error setting up the request: ${CHANGED}`)).toEqual(expected)
    expect(totalChangeIn("Your total is 12.")).toBeNull()
  })
})

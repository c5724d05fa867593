// @vitest-environment happy-dom
import { createElement, StrictMode } from "react"

import { cleanup, configure, render, screen, waitFor } from "@testing-library/react"
import { userEvent } from "@testing-library/user-event"

import {
  CheckoutLoyalty,
  LoyaltyProvider,
  useLoyalty,
  type CheckoutLoyaltyProps,
} from "../src/index.js"
import { fail, succeed } from "../src/core/result.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer, OFFER, reward, session } from "./support/fake-server.js"

// Slow machines type slowly.
configure({ asyncUtilTimeout: 8_000 })

const PAY = "POST /store/carts/cart_1/complete"

/** The shop's own button, which completes the cart. */
function PayButton() {
  const { complete } = useLoyalty()
  return (
    <button type="button" onClick={() => void complete()}>
      Order now
    </button>
  )
}

const open = (server: FakeServer, props: CheckoutLoyaltyProps = {}) =>
  render(
    <StrictMode>
      <LoyaltyProvider client={{ transport: server.transport }} cart="cart_1">
        <CheckoutLoyalty {...props} />
        <PayButton />
      </LoyaltyProvider>
    </StrictMode>,
  )

const identify = async (phone = "4155550100") => {
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText("Phone number"), phone)
  await user.click(screen.getByRole("button", { name: "Show my rewards" }))
  await waitFor(() => expect(screen.queryByRole("button", { name: "Looking …" })).toBeNull())
  return user
}

describe("CheckoutLoyalty", { timeout: 30_000 }, () => {
  beforeEach(() => emptyBrowser())
  afterEach(cleanup)

  it("goes from the phone number to a chosen reward", async () => {
    const server = new FakeServer()
    open(server)

    const user = await identify()
    await screen.findByText("Hello, John D.")
    await user.click(await screen.findByRole("checkbox", { name: /\$2 off/ }))

    await screen.findByText("-$2.98")
    await waitFor(() => expect(server.count("POST /store/loyalty/rewards/select")).toBe(1))
    expect(screen.getByRole<HTMLInputElement>("checkbox").checked).toBe(true)
  })

  it("says the same about whatever brings up no membership", async () => {
    const server = new FakeServer()
    server.on("POST /store/loyalty/identify", () => fail("member_not_found", { status: 400 }))
    open(server)

    await identify()

    const alert = await screen.findByText(
      "That did not bring up any rewards. Check it, or go on without.",
    )
    expect(alert.getAttribute("role")).toBe("alert")
  })

  it("shows the totals of a guest in strict mode, which connects twice", async () => {
    open(new FakeServer())

    await screen.findByText("$21.65")
  })

  it("asks who the shopper is where the browser forbids talking to other tabs", async () => {
    vi.stubGlobal(
      "BroadcastChannel",
      class {
        constructor() {
          throw new DOMException("The operation is insecure.", "SecurityError")
        }
      },
    )
    onTestFinished(() => void vi.unstubAllGlobals())
    open(new FakeServer())

    await screen.findByLabelText("Phone number")
    await screen.findByText("$21.65")
  })

  it("shows balance, level, what the order earns and what is missing for the next reward", async () => {
    const server = new FakeServer()
    const dear = reward({
      ...{ id: "lrew_3", provider_reward_id: "WASH", type: "optional", points_cost: 8000 },
      ...{ state: "unavailable", reason: "target_missing", description: "a car wash", amount: 0 },
    })
    server.current = session({ rewards: [reward(), OFFER, dear] })
    open(server)
    await identify()

    await screen.findByText("This order earns 30 points")
    expect(screen.getByText("3 times the points")).toBeDefined()
    expect(screen.getByText("Gold")).toBeDefined()
    expect(
      screen.getByRole("progressbar", { name: "3,000 more points for a car wash" }),
    ).toBeDefined()
    expect(screen.getByText("Not available")).toBeDefined()
    expect(document.body.textContent).not.toContain("target_missing")
  })

  it("tells a screen reader the new total, and the old one is there to compare", async () => {
    const server = new FakeServer()
    server.cart = { ...CART, original_total: 21.65 }
    open(server)
    const user = await identify()
    await screen.findByText("Hello, John D.")
    server.cart = { ...server.cart, total: 19.49, discount_subtotal: 2.98 }
    await user.click(await screen.findByRole("checkbox", { name: /\$2 off/ }))

    await screen.findByText("Your total is now $19.49. You save $2.98 with loyalty.")
    expect(screen.getByText("Without savings").closest("div")?.textContent).toContain("$21.65")
  })

  describe("when the total changed", () => {
    const changed = async (props: CheckoutLoyaltyProps) => {
      const server = new FakeServer()
      const total_changed = { previous_total: 18.67, total: 21.65, session: null }
      server.on(PAY, () => fail("loyalty_total_changed", { status: 409, total_changed }))
      open(server, props)
      const user = await identify()
      await user.click(screen.getByRole("button", { name: "Order now" }))
      const alert = await screen.findByRole("alert", { name: "Your total changed" })
      const [before, now] = props.tip === 2 ? ["$20.67", "$23.65"] : ["$18.67", "$21.65"]
      expect(alert.textContent).toContain(`It was ${before}, and is ${now} now.`)
      await waitFor(() => expect(document.activeElement).toBe(alert))
      return user
    }

    it("pays where the shop does on confirmation", async () => {
      const onConfirmTotal = vi.fn()
      const user = await changed({ onConfirmTotal })
      await user.click(screen.getByRole("button", { name: "Pay $21.65" }))

      expect(onConfirmTotal).toHaveBeenCalledTimes(1)
      expect(screen.queryByText("Your total changed")).toBeNull()
    })

    it("names both totals with the tip, like the totals below", async () => {
      await changed({ tip: 2, onConfirmTotal: vi.fn() })
      expect(screen.getByRole("button", { name: "Pay $23.65" })).toBeDefined()
    })

    it("promises no payment where nobody pays", async () => {
      const user = await changed({})
      expect(screen.queryByRole("button", { name: /^Pay/ })).toBeNull()
      await user.click(screen.getByRole("button", { name: "Use the new total" }))

      expect(screen.queryByText("Your total changed")).toBeNull()
      expect(document.activeElement).not.toBe(document.body)
    })
  })

  it("has nothing to choose or remove once the cart is an order", async () => {
    const server = new FakeServer()
    server.on(PAY, () => succeed({ type: "order", order: { id: "order_1" } }))
    open(server)
    const user = await identify()
    await screen.findByRole("checkbox", { name: /\$2 off/ })
    await user.click(screen.getByRole("button", { name: "Order now" }))

    await screen.findByText(/30 points are on their way/)
    expect(screen.queryByRole("checkbox")).toBeNull()
    expect(screen.queryByRole("button", { name: "Not you? Remove" })).toBeNull()
  })

  it("says why rewards stay with an order that is being paid for", async () => {
    const server = new FakeServer()
    server.on("DELETE /store/loyalty/session/lses_1", () => fail("not_allowed", { status: 400 }))
    open(server)
    const user = await identify()
    await user.click(await screen.findByRole("button", { name: "Not you? Remove" }))

    await screen.findByText("This order is being paid for, so its rewards stay with it.")
  })

  it("shows no form while the session of before a reload is looked for", async () => {
    const server = new FakeServer()
    const first = open(server)
    await identify()
    await screen.findByText("Hello, John D.")
    first.unmount()
    let answer = () => {}
    server.on(
      "GET /store/loyalty/session/lses_1",
      () =>
        new Promise((resolve) => {
          answer = () => resolve(succeed({ loyalty_session: session() }))
        }),
    )
    open(server)
    await screen.findByText("Looking for your rewards …")
    expect(screen.queryByLabelText("Phone number")).toBeNull()
    answer()

    await screen.findByText("Hello, John D.")
  })
})

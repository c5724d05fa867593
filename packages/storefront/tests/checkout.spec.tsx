// @vitest-environment happy-dom
import { cleanup, configure, render, screen, waitFor } from "@testing-library/react"
import { userEvent } from "@testing-library/user-event"

import { CheckoutLoyalty, LoyaltyProvider } from "../src/index.js"
import { fail } from "../src/core/result.js"
import { FakeServer } from "./support/fake-server.js"

// Slow machines type slowly.
configure({ asyncUtilTimeout: 8_000 })

const open = (server: FakeServer) =>
  render(
    <LoyaltyProvider client={{ transport: server.transport }} cart="cart_1">
      <CheckoutLoyalty />
    </LoyaltyProvider>,
  )

const identify = async (phone = "4155550100") => {
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText("Phone number"), phone)
  await user.click(screen.getByRole("button", { name: "Show my rewards" }))
  return user
}

describe("CheckoutLoyalty", { timeout: 30_000 }, () => {
  beforeEach(() => window.sessionStorage.clear())
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
})

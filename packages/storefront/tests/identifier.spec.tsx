// @vitest-environment happy-dom
import { createElement } from "react"

import { cleanup, configure, screen, waitFor } from "@testing-library/react"
import { userEvent } from "@testing-library/user-event"

import { LoyaltyIdentifier } from "../src/index.js"
import { emptyBrowser } from "./support/browser.js"
import { CART, FakeServer } from "./support/fake-server.js"
import { show } from "./support/view.js"

// Slow machines type slowly.
configure({ asyncUtilTimeout: 8_000 })

const IDENTIFY = "POST /store/loyalty/identify"

describe("LoyaltyIdentifier", { timeout: 30_000 }, () => {
  let server: FakeServer
  beforeEach(() => {
    emptyBrowser()
    server = new FakeServer()
  })
  afterEach(cleanup)

  const sent = () => server.requests.find(({ path }) => path.endsWith("/identify"))?.body
  const submit = () => screen.getByRole("button", { name: "Show my rewards" })
  const field = (name: string) => screen.findByLabelText<HTMLInputElement>(name)

  it("formats a number while it is typed, in the country that was chosen", async () => {
    show(server, <LoyaltyIdentifier countries={["US", "DE"]} />)
    const user = userEvent.setup()
    await screen.findByRole("option", { name: "Germany +49" })
    await user.type(await field("Phone number"), "4155550100")
    expect((await field("Phone number")).value).toBe("(415) 555-0100")

    await user.clear(await field("Phone number"))
    await user.selectOptions(screen.getByLabelText("Country"), "DE")
    await user.type(await field("Phone number"), "03012345")
    expect((await field("Phone number")).value).toBe("030 12345")
    await user.click(submit())

    await waitFor(() => expect(server.count(IDENTIFY)).toBe(1))
    expect(sent()).toEqual({ cart_id: "cart_1", phone: "030 12345", country_code: "DE" })
  })

  it("asks for no country where there is only one", async () => {
    show(server, <LoyaltyIdentifier countries={["US"]} />)

    expect(screen.queryByLabelText("Country")).toBeNull()
    expect((await field("Phone number")).type).toBe("tel")
  })

  it.each([
    ["the only one", { countries: ["DE"] }, "DE"],
    ["the first one", { countries: ["AT", "DE"] }, "AT"],
    ["the one that was named", { countries: ["AT", "DE"], defaultCountry: "DE" }, "DE"],
  ])("reads a number in %s of the shop's countries", async (_which, props, country_code) => {
    show(server, <LoyaltyIdentifier {...props} />)
    const user = userEvent.setup()
    await user.type(await field("Phone number"), "03012345")
    expect(screen.queryByRole("option", { name: /United States/ })).toBeNull()
    await user.click(submit())

    await waitFor(() => expect(server.count(IDENTIFY)).toBe(1))
    expect(sent()).toMatchObject({ country_code })
  })

  it.each([
    ["E-mail", "E-mail address", "john@example.com", { email: "john@example.com" }],
    ["Card", "Card number", "6006 4912", { card: "6006 4912" }],
  ] as const)("takes a shopper by %s", async (kind, label, typed, identifier) => {
    show(server, <LoyaltyIdentifier />)
    const user = userEvent.setup()
    await user.click(screen.getByRole("radio", { name: kind }))
    await user.type(await field(label), typed)
    await user.click(submit())

    await waitFor(() => expect(server.count(IDENTIFY)).toBe(1))
    expect(sent()).toEqual({ cart_id: "cart_1", ...identifier })
  })

  it("asks nobody about nothing, and says what is missing", async () => {
    show(server, <LoyaltyIdentifier kinds={["email"]} />)
    const user = userEvent.setup()
    await user.click(submit())

    expect(screen.getByRole("alert").textContent).toBe("Please fill this in.")
    expect(document.activeElement).toBe(await field("E-mail address"))
    expect((await field("E-mail address")).getAttribute("aria-invalid")).toBe("true")
    expect(server.count(IDENTIFY)).toBe(0)
  })

  it("blames nothing in the form for rewards that left the cart", async () => {
    const left = { cart_id: "cart_9", session_id: "lses_9", token: null, order_id: null }
    window.localStorage.setItem("medusa-loyalty-storefront", JSON.stringify([left]))
    show(server, <LoyaltyIdentifier kinds={["email"]} />, { cart: { ...CART, id: "cart_9" } })
    const words = "Your rewards have left this cart. Find them again."
    await waitFor(() => expect(screen.getAllByRole("alert")[0]?.textContent).toBe(words))

    expect((await field("E-mail address")).getAttribute("aria-invalid")).toBe("false")
    expect(screen.queryAllByText(words)).toHaveLength(1)
    await userEvent.setup().type(await field("E-mail address"), "j")
    expect(screen.queryByText(words)).toBeNull()
  })
})

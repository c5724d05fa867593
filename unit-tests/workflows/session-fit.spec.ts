import { misfit } from "../../src/workflows/loyalty/flows/session-fit"
import { cartOf, sessionOf } from "./snapshots"
import { containerOf } from "./stand-ins"

const SHOP = { sales_channel_id: "sc_1", currency_code: "usd" }

describe("whether a session still fits its cart", () => {
  const ask = (now: string | null, gave_email = false) => {
    const session = sessionOf({ ...SHOP, customer_id: null })
    const cart = { ...cartOf(), ...SHOP, customer_id: "cus_account" }
    const customer = {
      listCustomers: () => Promise.resolve([{ id: "cus_account", has_account: true }]),
    }
    const { container } = containerOf(
      {
        sessionById: () => Promise.resolve({ ...session, customer_id: now }),
        adoptGuest: () => Promise.resolve(),
      },
      { customer },
    )
    return misfit(container, { session, cart, gave_email })
  }

  it("does not where the cart is an account's by now", async () => {
    expect(await ask(null)).toBe("owner_changed")
  })

  it("does where the shopper has typed the account's address", async () => {
    expect(await ask(null, true)).toBeNull()
  })

  it("does where another request noted that since the session was read", async () => {
    expect(await ask("cus_account")).toBeNull()
  })
})

// @vitest-environment happy-dom
import { createElement } from "react"

import {
  cleanup,
  configure,
  fireEvent,
  render,
  screen,
  waitFor,
  within,
} from "@testing-library/react"
import { userEvent } from "@testing-library/user-event"

import type { LoyaltyRequest, StoreLoyaltySummary } from "../src/core/index.js"
import { fail, succeed } from "../src/core/result.js"
import { LoyaltyAccount, LoyaltyProvider, OrderLoyaltySummary } from "../src/index.js"
import { emptyBrowser } from "./support/browser.js"
import { FakeServer, session } from "./support/fake-server.js"
import { show } from "./support/view.js"

configure({ asyncUtilTimeout: 8_000 })

const SUMMARY: StoreLoyaltySummary = {
  order_id: "order_1",
  status: "finalized",
  earned_points: 30,
  redeemed_points: 200,
  points_balance: 4830,
  discount_total: 2,
  receipt_id: "RCP-1",
  rewards: [
    { description: "$1 off", amount: 1 },
    { description: "$1 off", amount: 1 },
  ],
  reversals: [],
  expected: false,
}
const ACCOUNT = "/store/customers/me/loyalty"
const MEMBER = {
  ...session().member,
  id: "lmem_1",
  linked_at: "2026-01-01T00:00:00.000Z",
}
const account = (change: object = {}) => ({
  loyalty_member: MEMBER,
  transactions: [],
  count: 0,
  offset: 0,
  limit: 10,
  ...change,
})
const entry = (points: number, index: number) => ({
  at: "2026-03-16T14:30:00.000Z",
  type: "earn",
  points,
  description: `Order ${index}`,
  receipt_id: null,
})

describe("after the order", { timeout: 30_000 }, () => {
  let server: FakeServer
  let complaints: ReturnType<typeof vi.spyOn>
  beforeEach(() => {
    emptyBrowser()
    server = new FakeServer()
    complaints = vi.spyOn(console, "error")
  })
  afterEach(() => {
    cleanup()
    const keys = complaints.mock.calls.filter(([text]: unknown[]) =>
      String(text).includes("same key"),
    )
    complaints.mockRestore()
    expect(keys).toEqual([])
  })

  describe("OrderLoyaltySummary", () => {
    const open = (change: Partial<StoreLoyaltySummary>) => {
      server.on("GET /store/loyalty/orders/order_1/summary", () =>
        succeed({ loyalty_summary: { ...SUMMARY, ...change } }),
      )
      show(server, <OrderLoyaltySummary orderId="order_1" currencyCode="usd" />)
    }
    const figure = async (name: string) =>
      (await screen.findByText(name)).closest("div")?.querySelector("dd")?.textContent

    it("shows what was earned, redeemed and saved, and two rewards of one name", async () => {
      open({})

      expect(await figure("Earned")).toBe("30 points")
      expect(await figure("Redeemed")).toBe("200 points")
      expect(await figure("New balance")).toBe("4,830 points")
      expect(await figure("Saved")).toBe("$2.00")
      expect(screen.getAllByText("$1 off")).toHaveLength(2)
    })

    it("counts what a return took back and gave back", async () => {
      open({
        reversals: [
          {
            at: "2026-03-20T10:00:00.000Z",
            earned_points: 30,
            redeemed_points: 150,
            receipt_id: null,
          },
        ],
      })

      expect(await figure("Earned")).toBe("0 points")
      expect(await figure("Redeemed")).toBe("50 points")
      const changes = await screen.findByRole("list", { name: "Changed since" })
      expect(
        within(changes)
          .getAllByRole("listitem")
          .map((item) => item.textContent),
      ).toEqual(["Taken backMar 20, 2026-30", "Given backMar 20, 2026+150"])
    })

    it("says what is on its way, and reads it again when the shopper comes back", async () => {
      open({ status: "pending_finalization", expected: true })
      await screen.findByText(/30 points are on their way/)
      open({})
      fireEvent(document, new Event("visibilitychange"))

      await waitFor(() => expect(screen.queryByText(/on their way/)).toBeNull())
    })

    it("shows nothing for an order without loyalty", async () => {
      server.on("GET /store/loyalty/orders/order_1/summary", () =>
        fail("session_not_found", { status: 404 }),
      )
      show(server, <OrderLoyaltySummary orderId="order_1" />)

      await waitFor(() => expect(screen.queryByText("Loading …")).toBeNull())
      expect(document.body.textContent).toBe("")
    })
  })

  it("offers to load again what a proxy did not find, with the order's token as well", async () => {
    const record = { cart_id: "cart_0", session_id: "lses_0", token: "lst_0", order_id: "order_1" }
    window.sessionStorage.setItem(
      "medusa-loyalty-storefront",
      JSON.stringify([{ ...record, expires_at: "2099-01-01T00:00:00.000Z" }]),
    )
    const route = "GET /store/loyalty/orders/order_1/summary"
    server.on(route, () => fail("unknown", { status: 404 }))
    show(server, <OrderLoyaltySummary orderId="order_1" />)

    await screen.findByText("This could not be loaded.")
    expect(server.count(route)).toBe(1)
    server.on(route, () => succeed({ loyalty_summary: SUMMARY }))
    fireEvent.click(screen.getByRole("button", { name: "Try again" }))
    await screen.findByText("30 points")
  })

  it("shows nothing of one order under another", async () => {
    server.on("GET /store/loyalty/orders/order_1/summary", () =>
      succeed({ loyalty_summary: SUMMARY }),
    )
    server.on("GET /store/loyalty/orders/order_2/summary", () =>
      fail("session_not_found", { status: 404 }),
    )
    const view = (orderId: string) => (
      <LoyaltyProvider client={{ transport: server.transport }}>
        <OrderLoyaltySummary orderId={orderId} currencyCode="usd" />
      </LoyaltyProvider>
    )
    const { rerender } = render(view("order_1"))
    await screen.findByText("30 points")
    rerender(view("order_2"))

    expect(screen.queryByText("30 points")).toBeNull()
    await waitFor(() => expect(document.body.textContent).toBe(""))
  })

  describe("LoyaltyAccount", () => {
    it("offers no more than a server answers", async () => {
      const all = Array.from({ length: 104 }, (_, index) => entry(1, index))
      server.on(`GET ${ACCOUNT}`, ({ query }) => {
        const limit = Math.min(100, Number(query?.["limit"]))
        return succeed(account({ transactions: all.slice(0, limit), count: all.length, limit }))
      })
      show(server, <LoyaltyAccount />)
      const history = await screen.findByRole("list", { name: "History" })
      const shown = () => within(history).getAllByRole("listitem").length
      while (shown() < 100) {
        const before = shown()
        fireEvent.click(screen.getByRole("button", { name: "Show more" }))
        await waitFor(() => expect(shown()).toBeGreaterThan(before))
      }

      expect(screen.queryByRole("button", { name: "Show more" })).toBeNull()
    })

    it("shows balance and history, and more of it", async () => {
      server.on(`GET ${ACCOUNT}`, ({ query }) => {
        const limit = Number(query?.["limit"])
        const all = Array.from({ length: 12 }, (_, index) => entry(index ? 10 : -200, index))
        return succeed(account({ transactions: all.slice(0, limit), count: 12, limit }))
      })
      show(server, <LoyaltyAccount />)
      const history = await screen.findByRole("list", { name: "History" })

      expect(screen.getByText(/5,000 points/)).toBeDefined()
      expect(within(history).getAllByRole("listitem")).toHaveLength(10)
      expect(history.textContent).toContain("-200")
      await userEvent.setup().click(screen.getByRole("button", { name: "Show more" }))
      await waitFor(() => expect(within(history).getAllByRole("listitem")).toHaveLength(12))
      expect(screen.queryByRole("button", { name: "Show more" })).toBeNull()
      // The keyboard's place was the button that is gone.
      await waitFor(() => expect(document.activeElement?.contains(history)).toBe(true))
      expect(document.activeElement).not.toBe(document.body)
    })

    it("says that more of the history did not come, and offers it again", async () => {
      const all = Array.from({ length: 12 }, (_, index) => entry(1, index))
      const answer = ({ query }: LoyaltyRequest) => {
        const limit = Number(query?.["limit"])
        return succeed(account({ transactions: all.slice(0, limit), count: 12, limit }))
      }
      server.on(`GET ${ACCOUNT}`, answer)
      show(server, <LoyaltyAccount />)
      const user = userEvent.setup()
      const history = await screen.findByRole("list", { name: "History" })
      server.on(`GET ${ACCOUNT}`, () => fail("network"))
      await user.click(screen.getByRole("button", { name: "Show more" }))
      await waitFor(() =>
        expect(screen.getByRole("status").textContent).toBe("This could not be loaded."),
      )
      expect(within(history).getAllByRole("listitem")).toHaveLength(10)

      server.on(`GET ${ACCOUNT}`, answer)
      await user.click(screen.getByRole("button", { name: "Show more" }))
      await waitFor(() => expect(within(history).getAllByRole("listitem")).toHaveLength(12))
      expect(screen.queryByText("This could not be loaded.")).toBeNull()
    })

    it("unlinks only after asking, and keeps the keyboard's place", async () => {
      server.on(`GET ${ACCOUNT}`, () => succeed(account()))
      server.on(`DELETE ${ACCOUNT}`, () => {
        server.on(`GET ${ACCOUNT}`, () => succeed(account({ loyalty_member: null })))
        return succeed(account({ loyalty_member: null }))
      })
      show(server, <LoyaltyAccount />)
      const user = userEvent.setup()
      await user.click(await screen.findByRole("button", { name: "Unlink membership" }))
      expect(server.count(`DELETE ${ACCOUNT}`)).toBe(0)
      expect(document.activeElement?.textContent).toBe("Keep it")

      await user.click(screen.getByRole("button", { name: "Unlink" }))
      await screen.findByText("Your membership is no longer linked.")
      await waitFor(() => expect(document.activeElement).not.toBe(document.body))
    })

    it("keeps the membership when unlinking fails, and says so", async () => {
      server.on(`GET ${ACCOUNT}`, () => succeed(account()))
      server.on(`DELETE ${ACCOUNT}`, () => fail("network"))
      show(server, <LoyaltyAccount />)
      const user = userEvent.setup()
      await user.click(await screen.findByRole("button", { name: "Unlink membership" }))
      await user.click(screen.getByRole("button", { name: "Unlink" }))

      await waitFor(() =>
        expect(screen.getByRole("status").textContent).toBe("This could not be loaded."),
      )
      expect(server.count(`DELETE ${ACCOUNT}`)).toBe(1)
      expect(screen.getByText("Linked to ******0100")).toBeDefined()
    })

    it("says no more that unlinking failed once a later answer came", async () => {
      const all = Array.from({ length: 12 }, (_, index) => entry(1, index))
      let member: object | null = MEMBER
      server.on(`GET ${ACCOUNT}`, ({ query }) => {
        const limit = Number(query?.["limit"])
        const transactions = all.slice(0, limit)
        return succeed(account({ loyalty_member: member, transactions, count: 12, limit }))
      })
      // It was done, and the answer was lost.
      server.on(`DELETE ${ACCOUNT}`, () => {
        member = null
        return fail("network")
      })
      show(server, <LoyaltyAccount />)
      const user = userEvent.setup()
      await user.click(await screen.findByRole("button", { name: "Unlink membership" }))
      await user.click(screen.getByRole("button", { name: "Unlink" }))
      await screen.findByText("This could not be loaded.")

      await user.click(screen.getByRole("button", { name: "Show more" }))
      await screen.findByText(/Use one in an order, then link it here/)
      expect(screen.queryByText("This could not be loaded.")).toBeNull()
    })

    it("links the membership of an order that was placed in this tab", async () => {
      const record = {
        cart_id: "cart_0",
        session_id: "lses_0",
        token: "lst_0",
        order_id: "order_0",
      }
      window.sessionStorage.setItem(
        "medusa-loyalty-storefront",
        JSON.stringify([{ ...record, expires_at: "2099-01-01T00:00:00.000Z" }]),
      )
      server.on(`GET ${ACCOUNT}`, () => succeed(account({ loyalty_member: null })))
      server.on(`POST ${ACCOUNT}`, ({ body }) => {
        if ((body as { card?: string }).card !== "6006") {
          return fail("not_allowed", { status: 400 })
        }
        server.on(`GET ${ACCOUNT}`, () => succeed(account()))
        return succeed(account())
      })
      show(server, <LoyaltyAccount kinds={["card"]} />)
      const user = userEvent.setup()
      await user.type(await screen.findByLabelText("Card number"), "1234")
      await user.click(screen.getByRole("button", { name: "Link membership" }))
      await screen.findByText("No paid order of yours was placed with that.")

      await user.clear(screen.getByLabelText("Card number"))
      await user.type(screen.getByLabelText("Card number"), "6006")
      await user.click(screen.getByRole("button", { name: "Link membership" }))
      await screen.findByText("Linked to ******0100")
      expect(server.requests.findLast(({ method }) => method === "POST")?.body).toEqual({
        card: "6006",
        proof: { session_id: "lses_0", token: "lst_0" },
      })
    })

    it("says how to link one where no order proves it", async () => {
      server.on(`GET ${ACCOUNT}`, () => succeed(account({ loyalty_member: null })))
      show(server, <LoyaltyAccount />)

      await screen.findByText(/Use one in an order, then link it here/)
    })

    it.each([
      ["asks to sign in", fail("unauthorized", { status: 401 }), "Sign in to see your membership."],
      ["offers to load again", fail("network"), "This could not be loaded."],
    ])("%s", async (_name, reply, words) => {
      server.on(`GET ${ACCOUNT}`, () => reply)
      show(server, <LoyaltyAccount />)

      await screen.findByText(words)
    })
  })
})

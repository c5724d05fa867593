import { Modules } from "@medusajs/framework/utils"

import type { StoreLoyaltySession } from "../../src/types/http/store"
import { MemoryProvider } from "../contract/support/memory-provider"
import { describeShop, refusal, Shopper, waitFor } from "../helpers"

const WEI = "415-555-0102"
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const SESSION_KEYS = [
  ...["availability", "cart_id", "currency_code", "discount_total", "expires_at", "id", "member"],
  ...["messages", "points", "retry_after", "rewards", "status", "updated_at"],
]
const REWARD_KEYS = [
  ...["allocations", "amount", "amount_if_accepted", "description", "id", "level"],
  ...["points_cost", "prompt", "provider_reward_id", "reason", "state", "type"],
]
const SUMMARY_KEYS = [
  ...["discount_total", "earned_points", "expected", "order_id", "points_balance", "receipt_id"],
  ...["redeemed_points", "reversals", "rewards", "status"],
]

const keysOf = (value: object): string[] => Object.keys(value).sort()

describeShop({
  testSuite: ({ http, simulator, shop, stage, admin, getContainer }) => {
    let shopper: Shopper

    const rewardIn = (session: StoreLoyaltySession, provider_reward_id: string) => {
      const found = session.rewards.find((one) => one.provider_reward_id === provider_reward_id)
      if (!found) {
        throw new Error(`There is no ${provider_reward_id}`)
      }
      return found
    }
    const path = (session_id: string, cart_id: string): string =>
      `/store/loyalty/session/${session_id}?cart_id=${cart_id}`
    const select = (choice: object) =>
      shopper.post("/store/loyalty/rewards/select", { ...shopper.keys(), ...choice })

    beforeEach(async () => {
      shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
      simulator.clearRequests()
    })

    describe("an engine that knows neither participants nor sites", () => {
      it("serves a store that names none, and knows its sessions and members again", async () => {
        const engine = new MemoryProvider()
        vi.spyOn(stage.service, "provider").mockReturnValue(engine)
        const identify = vi.spyOn(engine, "identify")
        const evaluate = vi.spyOn(engine, "evaluate")
        await stage.service.saveStoreConfig(
          { store_id: shop.sites[0]?.store_id ?? "", participant_id: null, site_id: null },
          { actor_id: "test", correlation_id: "test" },
        )

        const session = await shopper.identify("415-555-0001")
        expect((await shopper.identify("415-555-0001")).id).toBe(session.id)
        expect(identify).toHaveBeenCalledTimes(1)
        expect(await shopper.rewards()).toMatchObject({ status: "active", availability: "ok" })
        expect(evaluate).toHaveBeenCalledTimes(1)
        for (const [{ connection }] of [...identify.mock.calls, ...evaluate.mock.calls]) {
          expect(connection).toMatchObject({ participant_id: null, site_id: null })
        }
        const [member] = await stage.service.listLoyaltyMembers({})
        const customer = await getContainer()
          .resolve(Modules.CUSTOMER)
          .createCustomers({ email: "mia@example.com" })
        const link = `/admin/loyalty/members/${member?.id}/link`
        await http.post(link, { customer_id: customer.id, reason: "the same person" }, admin)
        expect(await stage.service.memberById(member?.id ?? "")).toMatchObject({
          customer_id: customer.id,
        })
        vi.restoreAllMocks()
      })
    })

    describe("a shopper without loyalty", () => {
      it("costs the engine nothing and pays what Medusa asks", async () => {
        await shopper.setQuantity("COF16", 1)
        await shopper.setQuantity("CANDY", 4)
        const order = await shopper.placeOrder()

        // 2.49 + 4 × 1.89 + 3.29 = 13.34, and 8.25 % of it is 1.10055.
        expect(order.total).toBeCloseTo(14.44055, 5)
        expect(simulator.requests()).toEqual([])
        expect(await stage.service.listLoyaltySessions({})).toEqual([])
        expect(refusal(await shopper.get(`/store/loyalty/orders/${order.id}/summary`))).toEqual([
          404,
          "session_not_found",
        ])
      })

      it("has none begun by an engine that answers after the order", async () => {
        simulator.addFault({ kind: "latency", endpoint: "identify", params: { ms: 4_000 } })
        const late = shopper.post("/store/loyalty/identify", {
          cart_id: shopper.cart_id,
          phone: WEI,
        })
        await waitFor(() => simulator.requests().length > 0)
        const order = await shopper.placeOrder()

        expect(refusal(await late)).toEqual([400, "not_allowed"])
        expect(await stage.service.listLoyaltySessions({})).toEqual([])
        await stage.sweep()
        expect(await stage.service.operationOfOrder(order.id)).toBeNull()
      })
    })

    describe("the session of a cart", () => {
      it("shows exactly what the contract names, with its token only where it was made", async () => {
        const identified = await shopper.identify()
        const { token, ...rest } = identified
        expect(keysOf(rest)).toEqual(SESSION_KEYS)
        expect(token).toMatch(/^lst_[\w-]{20,}$/)
        expect(rest).toMatchObject({
          cart_id: shopper.cart_id,
          status: "active",
          availability: "ok",
          retry_after: null,
          rewards: [],
          points: { earn_preview: 0, redeem: 0, multiplier: null },
        })

        const evaluated = await shopper.rewards()
        expect(keysOf(evaluated)).toEqual(SESSION_KEYS)
        expect(evaluated.member).toEqual({
          masked_id: "******0100",
          display_name: "John D.",
          points_balance: 5000,
          tier: "Gold",
        })
        expect(evaluated.points).toEqual({
          earn_preview: 33,
          redeem: 0,
          multiplier: 3,
          breakdown: { base: 22, tier_bonus: 11 },
        })
        expect(evaluated.rewards.map(keysOf)).toEqual(evaluated.rewards.map(() => REWARD_KEYS))
        const coffee = rewardIn(evaluated, "PROMO-771-L1")
        const { id } = await shopper.line("COF16")
        expect(coffee).toMatchObject({
          type: "instant",
          level: "line",
          state: "applied",
          amount: 0.98,
          allocations: [{ line_item_id: id, amount: 0.98 }],
        })
        expect(rewardIn(evaluated, "PTS-500")).toMatchObject({
          state: "offered",
          amount: 0,
          amount_if_accepted: 1,
          allocations: [],
        })

        const read = await shopper.get(path(identified.id, shopper.cart_id))
        expect(read.data).toEqual({ loyalty_session: evaluated })
        expect(simulator.requests({ endpoint: "calculateRewards" })).toHaveLength(1)
      })

      it("is nobody's who does not know its cart", async () => {
        const { id } = await shopper.identify()
        const stranger = new Shopper(http, shop)
        await stranger.fill({ CANDY: 1 })
        const wrong = { cart_id: stranger.cart_id, session_id: id }
        const answers = [
          await stranger.get(path(id, stranger.cart_id)),
          await stranger.get(`/store/loyalty/session/${id}`),
          await stranger.get(`/store/loyalty/session/${id}?cart_id[]=${shopper.cart_id}`),
          await stranger.get(path("lses_none", shopper.cart_id)),
          await stranger.delete(path(id, stranger.cart_id)),
          await stranger.delete(`/store/loyalty/session/${id}`),
          await stranger.post("/store/loyalty/rewards", wrong),
          await stranger.post("/store/loyalty/rewards/select", { ...wrong, redeem_points: 500 }),
        ]

        expect(answers.map(refusal)).toEqual(answers.map(() => [404, "session_not_found"]))
        expect(await stage.service.sessionById(id)).toMatchObject({ status: "active" })
      })

      it("asks the engine once for an unchanged basket", async () => {
        await shopper.identify()
        const first = await shopper.rewards()
        const second = await shopper.rewards()

        expect(second).toEqual(first)
        expect(simulator.requests({ endpoint: "calculateRewards" })).toHaveLength(1)
      })

      it("ends with DELETE: discounts gone, engine spared, nothing left to evaluate", async () => {
        await shopper.identify()
        await shopper.rewards()
        await shopper.beginPayment()
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)

        const id = shopper.keys().session_id
        const reply = await shopper.delete(path(id, shopper.cart_id))
        expect(reply.data).toEqual({ id, object: "loyalty_session", deleted: true })

        const cart = await shopper.cart()
        expect(cart.discount_subtotal).toBe(0)
        expect(cart.items.flatMap(({ adjustments }) => adjustments)).toEqual([])
        expect(cart.payment_collection?.amount).toBe(cart.total)
        expect(await stage.service.sessionById(id)).toMatchObject({
          status: "failed",
          failure_reason: "released",
        })
        expect(refusal(await select({ accept: ["PTS-500"] }))).toEqual([409, "session_not_active"])
        const again = await shopper.delete(path(id, shopper.cart_id))
        expect(again.status).toBe(200)
        expect(await stage.transitions(id)).toEqual([">active", "active>failed"])

        // The cart is free for another session.
        const next = await shopper.identify()
        expect(next.id).not.toBe(id)
      })

      it("stays with the order that was made with it, whoever asks to end it", async () => {
        await shopper.identify()
        const { id: order_id } = await shopper.placeOrder()
        const id = shopper.keys().session_id
        await waitFor(async () => (await stage.statusOf(order_id)) === "pending_finalization")

        const reply = await shopper.delete(path(id, shopper.cart_id))
        expect(refusal(reply)).toEqual([409, "session_not_active"])
        expect(await stage.statusOf(order_id)).toBe("pending_finalization")
      })

      it("is over when its time is, and its discounts go", async () => {
        const { id } = await shopper.identify()
        await shopper.rewards()
        await stage.sql(
          "UPDATE loyalty_engine_session SET expires_at = now() - interval '1 s' WHERE id = ?",
          [id],
        )

        expect(refusal(await shopper.post("/store/loyalty/rewards", shopper.keys()))).toEqual([
          409,
          "session_not_active",
        ])
        expect((await shopper.cart()).discount_subtotal).toBe(0)
        expect(await stage.service.sessionById(id)).toMatchObject({ failure_reason: "expired" })
        expect((await shopper.identify()).id).not.toBe(id)
      })

      it("stays with a guest who gives an e-mail address later", async () => {
        const { data } = await shopper.post("/store/carts", { region_id: shop.region_id })
        shopper.cart_id = (data as { cart: { id: string } }).cart.id
        await shopper.add("COF16", 2)
        const { id } = await shopper.identify()
        await shopper.rewards()

        const reply = await shopper.post(`/store/carts/${shopper.cart_id}`, {
          email: "late@example.com",
        })
        expect(reply.status).toBe(200)
        const state = await shopper.rewards()

        expect(state).toMatchObject({ id, status: "active", discount_total: 0.98 })
        expect((await shopper.cart()).discount_subtotal).toBe(0.98)
      })

      it("stays with a guest whose e-mail address has an account, and no sign-in", async () => {
        const customers = getContainer().resolve(Modules.CUSTOMER)
        const email = "known@example.com"
        const account = await customers.createCustomers({ email, has_account: true })
        const { data } = await shopper.post("/store/carts", { region_id: shop.region_id })
        shopper.cart_id = (data as { cart: { id: string } }).cart.id
        await shopper.add("COF16", 2)
        const { id } = await shopper.identify()
        await shopper.rewards()

        await shopper.post(`/store/carts/${shopper.cart_id}`, { email })
        // Medusa gives the cart to whoever has the address.
        const owner = "SELECT customer_id FROM cart WHERE id = ?"
        expect(await stage.sql(owner, [shopper.cart_id])).toEqual([{ customer_id: account.id }])
        expect(await shopper.rewards()).toMatchObject({
          id,
          status: "active",
          discount_total: 0.98,
        })
        expect((await shopper.cart()).discount_subtotal).toBe(0.98)
      })

      it("ends when the cart moves to another sales channel", async () => {
        const { id } = await shopper.identify()
        await shopper.rewards()
        const reply = await shopper.post(`/store/carts/${shopper.cart_id}`, {
          sales_channel_id: shop.sites[1]?.sales_channel_id,
        })

        // Medusa takes the channel only from the request's own publishable key.
        const moved = reply.status === 200
        expect(await stage.service.sessionById(id)).toMatchObject({
          status: moved ? "failed" : "active",
        })
        expect((await shopper.cart()).discount_subtotal).toBe(moved ? 0 : 2.87)
      })
    })

    describe("choosing rewards", () => {
      beforeEach(async () => {
        await shopper.identify()
        await shopper.rewards()
        simulator.clearRequests()
      })

      it("accepts, declines and accepts again, by our id or the engine's", async () => {
        const accepted = await shopper.select({ accept: ["PTS-500"] })
        expect(rewardIn(accepted, "PTS-500")).toMatchObject({ state: "accepted", amount: 1 })
        expect((await shopper.cart()).discount_subtotal).toBe(3.87)

        const { id } = rewardIn(accepted, "PTS-500")
        const declined = await shopper.select({ decline: [id] })
        // The engine offers nothing again that was declined; the shopper may still think better.
        expect(rewardIn(declined, "PTS-500")).toMatchObject({ id, state: "declined", amount: 0 })
        expect(declined.points.redeem).toBe(0)
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)

        expect((await shopper.select({ accept: [id] })).discount_total).toBe(3.87)
      })

      it("refuses what is not offered or not for choosing, and changes nothing", async () => {
        const answers = [
          await select({ accept: ["PTS-9"] }),
          await select({ accept: ["PROMO-771-L1"] }),
          await select({ decline: ["CLUB-12-L2"] }),
          await select({ accept: ["PTS-500"], decline: ["PTS-500"] }),
        ]

        expect(answers.map(refusal)).toEqual(answers.map(() => [400, "reward_not_available"]))
        expect(simulator.requests()).toEqual([])
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)
      })

      it("refuses more points than there are, with the figures", async () => {
        const other = new Shopper(http, shop)
        await other.fill(BASKET)
        await other.identify(WEI)
        await other.rewards()
        const reply = await other.post("/store/loyalty/rewards/select", {
          ...other.keys(),
          redeem_points: 500,
        })

        expect(refusal(reply)).toEqual([400, "insufficient_points"])
        expect(reply.data).toMatchObject({
          details: { points_balance: 120, points_needed: 500, reward_ids: [] },
        })
        expect((await other.rewards()).points.redeem).toBe(0)
      })

      it("answers both who ask for rewards and choose among them at once", async () => {
        await shopper.setQuantity("ENERGY", 2)
        const slow = { kind: "latency", endpoint: "calculateRewards", times: 1 } as const
        simulator.addFault({ ...slow, params: { ms: 1_000 } })
        const asking = shopper.post("/store/loyalty/rewards", shopper.keys())
        await waitFor(() => simulator.faults().every(({ hits }) => hits > 0))
        const chosen = await select({ accept: ["PTS-500"] })

        expect([(await asking).status, chosen.status]).toEqual([200, 200])
        expect((await shopper.rewards()).points.redeem).toBe(500)
        expect((await shopper.cart()).discount_subtotal).toBe(5.87)
      })

      it("counts no more what was accepted and then withdrawn", async () => {
        simulator.upsertMember({ memberId: "CUST-12345", points: 2_300 })
        await shopper.setQuantity("ENERGY", 3)
        await shopper.rewards()
        const dear = await shopper.select({ accept: ["PTS-2000"] })
        expect(rewardIn(dear, "PTS-2000")).toMatchObject({ state: "accepted", amount: 5 })
        // 13.94 is too little for it, and 2300 points are too few for both.
        await shopper.setQuantity("ENERGY", 1)
        const shrunk = await shopper.rewards()
        expect(shrunk.rewards.map((one) => one.provider_reward_id)).not.toContain("PTS-2000")

        const chosen = await shopper.select({ accept: ["PTS-500"] })
        expect(rewardIn(chosen, "PTS-500")).toMatchObject({ state: "accepted", amount: 1 })
        expect(chosen).toMatchObject({ availability: "ok", discount_total: 3.87 })
        expect((await shopper.cart()).discount_subtotal).toBe(3.87)
      })

      it("drops a choice whose points were spent elsewhere meanwhile", async () => {
        simulator.spend("CUST-12345", 4_900)
        const state = await shopper.select({ accept: ["PTS-500"] })

        expect(state).toMatchObject({ availability: "ok", discount_total: 2.87 })
        expect(state.points.redeem).toBe(0)
        expect((await shopper.cart()).discount_subtotal).toBe(2.87)
      })
    })

    describe("the summary of an order", () => {
      it("is read with the session's token and with nothing else", async () => {
        await shopper.identify()
        await shopper.rewards()
        const order = await shopper.placeOrder()
        const stranger = new Shopper(http, shop)
        await stranger.fill({ CANDY: 1 })
        await stranger.identify()
        const summary = `/store/loyalty/orders/${order.id}/summary`
        const forged = `${shopper.token.slice(0, -2)}${shopper.token.endsWith("aa") ? "bb" : "aa"}`
        const answers = [
          await stranger.get(summary),
          await stranger.get(summary, { "x-loyalty-token": "" }),
          await stranger.get(summary, { "x-loyalty-token": "lst_x" }),
          await stranger.get(summary, { "x-loyalty-token": forged }),
          await stranger.get(summary, { "x-loyalty-token": stranger.token }),
          await stranger.get("/store/loyalty/orders/order_none/summary", {
            "x-loyalty-token": shopper.token,
          }),
        ]

        expect(answers.map(refusal)).toEqual(answers.map(() => [404, "session_not_found"]))
        const shown = await shopper.summary(order.id)
        expect(keysOf(shown)).toEqual(SUMMARY_KEYS)
        expect(shown).toEqual({
          order_id: order.id,
          status: "pending_finalization",
          earned_points: 33,
          redeemed_points: 0,
          points_balance: 5000,
          discount_total: 2.87,
          receipt_id: null,
          rewards: [
            { description: "Coffee 2 for $4", amount: 0.98 },
            { description: "Candy club free item", amount: 1.89 },
          ],
          reversals: [],
          expected: true,
        })
      })

      it("leaves nothing to change once there is an order", async () => {
        await shopper.identify()
        await shopper.rewards()
        const order = await shopper.placeOrder()
        const again = { cart_id: shopper.cart_id, phone: WEI }

        expect(refusal(await shopper.post("/store/loyalty/identify", again))).toEqual([
          400,
          "not_allowed",
        ])
        await shopper.delete(path(shopper.keys().session_id, shopper.cart_id))
        expect(refusal(await select({ accept: ["PTS-500"] }))).toEqual([409, "session_not_active"])
        expect(await shopper.summary(order.id)).toMatchObject({ discount_total: 2.87 })
      })
    })
  },
})

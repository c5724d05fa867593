import { describeShop, fulfil, Shopper, waitFor } from "../helpers"

const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }

describeShop({
  testSuite: ({ http, simulator, shop, admin }) => {
    const finalized = (shopper: Shopper, order_id: string) =>
      waitFor(async () => {
        const summary = await shopper.summary(order_id)
        return summary.status === "finalized" ? summary : undefined
      })

    describe("from phone number to points", () => {
      it("identifies, rewards, selects, pays less and earns for what was handed over", async () => {
        const shopper = new Shopper(http, shop)
        const before = await shopper.fill(BASKET)
        expect(before.item_subtotal).toBe(13.94)

        const session = await shopper.identify()
        expect(session).toMatchObject({
          status: "active",
          member: { points_balance: 5000, tier: "Gold", display_name: "John D." },
        })
        expect(session.token).toMatch(/^lst_/)

        const offered = await shopper.rewards()
        expect(offered.discount_total).toBe(2.87)
        const points = offered.rewards.find(({ provider_reward_id }) => {
          return provider_reward_id === "PTS-500"
        })
        expect(points).toMatchObject({ type: "optional", state: "offered", points_cost: 500 })

        const selected = await shopper.select({ accept: [points?.id ?? ""] })
        expect(selected).toMatchObject({
          discount_total: 3.87,
          availability: "ok",
          points: { earn_preview: 30, redeem: 500, multiplier: 3 },
        })
        const cart = await shopper.cart()
        expect(cart.discount_subtotal).toBe(3.87)

        const order = await shopper.placeOrder()
        const preview = await shopper.summary(order.id)
        expect(preview).toMatchObject({ status: "pending_finalization", expected: true })
        expect(simulator.books().commitsByTransaction[order.id] ?? 0).toBe(0)

        await fulfil(http, admin, order)
        expect(await finalized(shopper, order.id)).toMatchObject({
          earned_points: 30,
          redeemed_points: 500,
          points_balance: 4530,
          discount_total: 3.87,
          expected: false,
        })
        expect(simulator.books().commitsByTransaction[order.id]).toBe(1)

        const linked = await http.get(
          `/admin/orders/${order.id}?fields=%2Bloyalty_session.*`,
          admin,
        )
        expect(linked.data).toMatchObject({
          order: { loyalty_session: { id: session.id, status: "finalized" } },
        })
        expect(JSON.stringify(linked.data)).not.toMatch(/sealed|blind_index/)
      })
    })
  },
})

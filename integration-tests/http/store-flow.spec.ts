import { createRequire } from "node:module"

import { Modules } from "@medusajs/framework/utils"

import type * as BuildBasket from "../../src/workflows/loyalty/utils/build-basket"
import type * as ReadCart from "../../src/workflows/loyalty/utils/read-cart"
import { describeShop, fulfil, Shopper, waitFor } from "../helpers"

const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }

/** Medusa's own instances of what a spec would load a second time. */
const load = createRequire(import.meta.url)

describeShop({
  testSuite: ({ http, simulator, shop, admin, getContainer }) => {
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

    describe("a cart in one statement", () => {
      it("is the cart that its module reads, to the last digit", async () => {
        const { readCart, readCartFromModule } = load(
          "../../src/workflows/loyalty/utils/read-cart",
        ) as typeof ReadCart
        const container = getContainer()
        const carts = container.resolve(Modules.CART)
        await container.resolve(Modules.PROMOTION).createPromotions({
          code: "THIRD",
          type: "standard",
          status: "active",
          application_method: {
            type: "fixed",
            value: 1,
            currency_code: "usd",
            target_type: "items",
            allocation: "across",
          },
        })
        const shopper = new Shopper(http, shop)
        await shopper.fill({ ...BASKET, WATER: 1 })
        await shopper.identify()
        await shopper.rewards()
        const url = `/store/carts/${shopper.cart_id}/promotions`
        await shopper.post(url, { promo_codes: ["THIRD"] })
        const [coffee, water] = [await shopper.line("COF16"), await shopper.line("WATER")]
        await carts.updateLineItems([
          { id: coffee.id, compare_at_unit_price: 2.995, is_tax_inclusive: true },
        ])
        await carts.softDeleteLineItems([water.id])

        const cart = await readCart(container, shopper.cart_id)
        expect(cart).toEqual(await readCartFromModule(container, shopper.cart_id))
        expect(cart?.lines.map(({ sku }) => sku).sort()).toEqual(Object.keys(BASKET).sort())
        const amounts = cart?.lines.flatMap(({ adjustments }) => adjustments) ?? []
        expect(amounts.some(({ amount }) => /\.\d{6,}/.test(amount))).toBe(true)
        expect(amounts.some(({ provider_id }) => provider_id === "loyalty_engine")).toBe(true)
        expect(await readCart(container, "cart_nobody")).toBeNull()

        const { readVariants, readVariantsFromModule } = load(
          "../../src/workflows/loyalty/utils/build-basket",
        ) as typeof BuildBasket
        const ids = cart?.lines.flatMap(({ variant_id }) => variant_id ?? []) ?? []
        const variants = await readVariantsFromModule(container, ids)
        expect([...(await readVariants(container, ids)).values()].sort(byId)).toMatchObject(
          variants
            .map(({ id, sku, barcode, upc, ean, metadata, product }) => ({
              ...{ id, sku, barcode, upc, ean, metadata },
              product: { metadata: product?.metadata ?? null },
            }))
            .sort(byId),
        )
        expect(variants).toHaveLength(3)
      })
    })
  },
})

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1
}

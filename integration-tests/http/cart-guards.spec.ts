import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createRegionsWorkflow } from "@medusajs/medusa/core-flows"

import { Clerk, describeShop, Shopper, type Cart, type HttpReply } from "../helpers"

const TAX = 1.0825
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const FIELDS =
  "fields=%2Bdiscount_subtotal,%2Btotal,*items,*items.adjustments,*payment_collection,*customer"

/** G1 on each of Medusa's routes that changes a cart: that it runs there, and what it does. */
describeShop({
  sites: 1,
  testSuite: ({ http, shop, stage, admin, getContainer }) => {
    let container: MedusaContainer

    beforeAll(() => {
      container = getContainer()
    })

    /** A shopper with 0.98 off the coffee, 1.89 off the candy, and 1.00 off all of it for points. */
    const withDiscount = async (headers: Record<string, string> = {}): Promise<Shopper> => {
      const shopper = new Shopper(http, shop, 0, headers)
      await shopper.fill(BASKET)
      await shopper.identify()
      await shopper.rewards()
      expect((await shopper.select({ accept: ["PTS-500"] })).discount_total).toBe(3.87)
      return shopper
    }

    /** How often the guard on cart changes came to this outcome. */
    const decided = async (outcome: string): Promise<number> => {
      const { values } = await stage.service.telemetry().metrics.cart_guards.get()
      const found = values.find(
        ({ labels }) => labels.guard === "cart_change" && labels.outcome === outcome,
      )
      return found?.value ?? 0
    }

    /** The request, and how often the guard decided so because of it. */
    const during = async (
      outcome: string,
      request: () => Promise<HttpReply>,
    ): Promise<{ times: number; cart: Cart }> => {
      const before = await decided(outcome)
      const { status, data } = await request()
      expect([status, JSON.stringify(data)]).toEqual([200, expect.any(String)])
      const { cart, parent } = data as { cart?: Cart; parent?: Cart }
      return { times: (await decided(outcome)) - before, cart: (cart ?? parent)! }
    }

    const oursOn = (cart: Cart, sku: string): number => {
      const line = cart.items.find(({ variant_id }) => variant_id === shop.variants[sku])
      const ours = line?.adjustments.filter(({ provider_id }) => provider_id === "loyalty_engine")
      return (ours ?? []).reduce((sum, { amount }) => sum + amount, 0)
    }

    const addRegion = async (currency_code: string, country: string): Promise<string> => {
      const name = `${country} in ${currency_code}`
      const payment_providers = ["pp_system_default"]
      const { result } = await createRegionsWorkflow(container).run({
        input: { regions: [{ name, currency_code, countries: [country], payment_providers }] },
      })
      return result[0]!.id
    }

    const promotion = (code: string, over: object = {}) =>
      container.resolve(Modules.PROMOTION).createPromotions({
        code,
        type: "standard",
        status: "active",
        application_method: {
          type: "percentage",
          value: 90,
          currency_code: "usd",
          target_type: "items",
          allocation: "across",
        },
        ...over,
      })

    const failureOf = async (shopper: Shopper) =>
      (await stage.service.sessionById(shopper.keys().session_id))?.failure_reason

    it("a line that shrinks keeps what still fits, to the cent, and the others keep theirs", async () => {
      const shopper = await withDiscount()
      const { id } = await shopper.line("CANDY")
      const { times, cart } = await during("fits", () =>
        shopper.post(`/store/carts/${shopper.cart_id}/line-items/${id}?${FIELDS}`, { quantity: 1 }),
      )
      expect(times).toBe(1)
      // 1.89 for the free candy and 0.34 for the points were 2.23: the line is worth 1.89 now.
      expect(oursOn(cart, "CANDY")).toBeCloseTo(1.89, 8)
      expect(oursOn(cart, "COF16")).toBeCloseTo(0.98 + 0.36, 8)
      expect(oursOn(cart, "ENERGY")).toBeCloseTo(0.3, 8)
      expect(cart.total).toBeCloseTo((4.98 - 1.34 + 3.29 - 0.3) * TAX, 6)
    })

    it("a line that goes takes its discount along", async () => {
      const shopper = await withDiscount()
      const { id } = await shopper.line("CANDY")
      const { times, cart } = await during("fits", () =>
        shopper.delete(`/store/carts/${shopper.cart_id}/line-items/${id}?${FIELDS}`),
      )
      expect(times).toBe(1)
      expect(cart.discount_subtotal).toBeCloseTo(1.34 + 0.3, 8)
      expect(cart.total).toBeCloseTo((4.98 - 1.34 + 3.29 - 0.3) * TAX, 6)
      expect(await stage.service.sessionById(shopper.keys().session_id)).toMatchObject({
        status: "active",
        stale: true,
      })
    })

    it("a promotion that comes pushes ours aside in its own reply", async () => {
      await promotion("NINETY")
      const shopper = await withDiscount()
      const { times, cart } = await during("capped", () =>
        shopper.post(`/store/carts/${shopper.cart_id}/promotions?${FIELDS}`, {
          promo_codes: ["NINETY"],
        }),
      )
      expect(times).toBe(1)
      // A tenth of 4.98 and 3.29 is left, in whole cents; 0.30 off the energy drink still fits.
      expect(oursOn(cart, "COF16")).toBeCloseTo(0.49, 8)
      expect(oursOn(cart, "CANDY")).toBeCloseTo(0.56, 8)
      expect(oursOn(cart, "ENERGY")).toBeCloseTo(0.3, 8)
      expect(cart.total).toBeGreaterThanOrEqual(0)
    })

    it("a promotion that goes makes the offer out of date", async () => {
      await promotion("NINETY")
      const shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
      await shopper.post(`/store/carts/${shopper.cart_id}/promotions`, { promo_codes: ["NINETY"] })
      await shopper.identify()
      expect((await shopper.rewards()).discount_total).toBe(1.05)
      const { times, cart } = await during("fits", () =>
        shopper.delete(`/store/carts/${shopper.cart_id}/promotions?${FIELDS}`, {
          promo_codes: ["NINETY"],
        }),
      )
      expect(times).toBe(1)
      expect(cart.discount_subtotal).toBeCloseTo(1.05, 8)
      expect(await stage.service.sessionById(shopper.keys().session_id)).toMatchObject({
        stale: true,
      })
      expect((await shopper.rewards()).discount_total).toBe(2.87)
    })

    it("a promotion that a shipping method brings along pushes ours aside", async () => {
      const shopper = await withDiscount()
      await promotion("BY-ITSELF", { is_automatic: true })
      const { times, cart } = await during("capped", () =>
        shopper.post(`/store/carts/${shopper.cart_id}/shipping-methods?${FIELDS}`, {
          option_id: shop.shipping_option_id,
        }),
      )
      expect(times).toBe(1)
      expect(oursOn(cart, "COF16")).toBeCloseTo(0.49, 8)
      expect(cart.total).toBeGreaterThanOrEqual(0)
    })

    it("a customer who takes over the cart does not get another one's rewards", async () => {
      const guest = await withDiscount()
      const headers = { "x-publishable-api-key": shop.sites[0]?.publishable_key ?? "" }
      const credentials = { email: "ann@example.com", password: "supersecret" }
      const bearer = ({ data }: HttpReply) => ({
        ...headers,
        authorization: `Bearer ${(data as { token: string }).token}`,
      })
      const registered = await http.post("/auth/customer/emailpass/register", credentials, {
        headers,
      })
      await http.post(
        "/store/customers",
        { email: credentials.email, first_name: "Ann", last_name: "Lee" },
        { headers: bearer(registered) },
      )
      const login = await http.post("/auth/customer/emailpass", credentials, { headers })
      const { authorization } = bearer(login)
      const ann = new Shopper(http, shop, 0, { authorization })

      const { times, cart } = await during("released", () =>
        ann.post(`/store/carts/${guest.cart_id}/customer?${FIELDS}`),
      )
      expect(times).toBe(1)
      expect(cart.discount_subtotal).toBe(0)
      expect(await failureOf(guest)).toBe("owner_changed")
    })

    it("a cart that moves to another region of its currency is paid as its order costs", async () => {
      const region_id = await addRegion("usd", "pr")
      const shopper = await withDiscount()
      const moved = await shopper.post(`/store/carts/${shopper.cart_id}?${FIELDS}`, { region_id })
      expect(moved.status).toBe(200)
      const state = await shopper.rewards()
      expect(state).toMatchObject({ status: "active", availability: "ok" })
      const cart = await shopper.cart()
      expect(cart.discount_subtotal).toBe(state.discount_total)
      expect(cart.discount_subtotal).toBeGreaterThan(0)
      expect(cart.total).toBeGreaterThan(0)
    })

    it("a cart that changes its currency loses discounts that were counted in the first", async () => {
      const region_id = await addRegion("eur", "de")
      const products = container.resolve(Modules.PRODUCT)
      const skus = Object.keys(BASKET)
      const variants = await products.listProductVariants({ sku: skus }, { select: ["id"] })
      const query = container.resolve(ContainerRegistrationKeys.QUERY)
      const { data } = await query.graph({
        entity: "product_variant",
        fields: ["id", "price_set.id"],
        filters: { id: variants.map(({ id }) => id) },
      })
      const sets = data as unknown as { price_set: { id: string } }[]
      await container.resolve(Modules.PRICING).addPrices(
        sets.map(({ price_set }) => ({
          priceSetId: price_set.id,
          prices: [{ currency_code: "eur", amount: 2 }],
        })),
      )
      const shopper = await withDiscount()
      const { times, cart } = await during("released", () =>
        shopper.post(`/store/carts/${shopper.cart_id}?${FIELDS}`, { region_id }),
      )
      expect(times).toBe(1)
      expect(cart.discount_subtotal).toBe(0)
      expect(cart.total).toBeCloseTo(6 * 2, 6)
      expect(await failureOf(shopper)).toBe("currency_changed")
    })

    it("a draft order, which no cart became, costs what it says and is no matter of loyalty", async () => {
      const shopper = await withDiscount()
      const clerk = new Clerk(http, admin, shop.location_id)
      const { draft_order } = await clerk.post<{ draft_order: { id: string } }>(
        "/admin/draft-orders",
        {
          region_id: shop.region_id,
          sales_channel_id: shop.sites[0]?.sales_channel_id,
          email: "shopper@example.com",
          items: [{ variant_id: shop.variants["COF16"], quantity: 2 }],
        },
      )
      const path = `/admin/draft-orders/${draft_order.id}`
      await clerk.post(`${path}/edit`)
      await clerk.post(`${path}/edit/items`, {
        items: [{ variant_id: shop.variants["CANDY"], quantity: 1 }],
      })
      await clerk.post(`${path}/edit/confirm`)
      await clerk.post(`${path}/convert-to-order`)
      await stage.emit("order.placed", { id: draft_order.id }, 2)
      await stage.sweep()

      const order = await clerk.order(draft_order.id)
      expect(
        order.items.map(({ variant_sku, quantity }) => [variant_sku, quantity]).sort(),
      ).toEqual([
        ["CANDY", 1],
        ["COF16", 2],
      ])
      expect(order.items.flatMap(({ adjustments }) => adjustments)).toEqual([])
      expect(await stage.operations(order.id)).toEqual([])
      expect(await stage.service.listLoyaltyUndecidedOrders({ order_id: order.id })).toEqual([])
      // The shopper's own cart is where it was.
      expect((await shopper.cart()).discount_subtotal).toBe(3.87)
      expect((await stage.service.sessionById(shopper.keys().session_id))?.status).toBe("active")
    })
  },
})

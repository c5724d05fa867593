import { createRequire } from "node:module"

import { Modules } from "@medusajs/framework/utils"
import { createCartCreditLinesWorkflow } from "@medusajs/medusa/core-flows"

import type { Simulator } from "../../packages/pdi-simulator/src/index"
import type * as EvaluateSession from "../../src/workflows/loyalty/flows/evaluate-session"
import type * as BuildBasket from "../../src/workflows/loyalty/utils/build-basket"
import type * as CartTotal from "../../src/workflows/loyalty/utils/cart-total"
import type * as PaymentState from "../../src/workflows/loyalty/utils/payment-state"
import type * as ReadCart from "../../src/workflows/loyalty/utils/read-cart"
import type * as ReadWithSession from "../../src/workflows/loyalty/utils/read-with-session"
import { describeShop, fulfil, Shopper, waitFor } from "../helpers"
import {
  answerAndPlacing,
  cartReadsOf,
  statementsDuring,
  statementsOf,
  totalsDuring,
} from "./support/statements"

/** A shipping method's column that the module takes and its types leave out. */
const TAX_INCLUSIVE = { is_tax_inclusive: true }
const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
/** Of six cans for 19.74 it leaves 14.00, and 8.25 % of tax on top make 15.155. */
const HALF_A_CENT: Parameters<Simulator["setPromotions"]>[0][number] = {
  promotionId: "CANS",
  type: "instant",
  level: "ticket",
  method: "amountOff",
  value: 5.74,
  descriptionShort: "CANS",
  description: "Cans for less",
  match: { skus: ["ENERGY"] },
}

/** Medusa's own instances of what a spec would load a second time. */
const load = createRequire(import.meta.url)

describeShop({
  testSuite: ({ http, simulator, shop, admin, stage, getContainer }) => {
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

      it("has the total that its module computes, and the payment that the module knows", async () => {
        const { cartTotal, cartTotalFromModule } = load(
          "../../src/workflows/loyalty/utils/cart-total",
        ) as typeof CartTotal
        const { readPayment, readPaymentFromModule } = load(
          "../../src/workflows/loyalty/utils/payment-state",
        ) as typeof PaymentState
        const container = getContainer()
        const carts = container.resolve(Modules.CART)
        const shopper = new Shopper(http, shop)
        const totals: string[] = []
        const same = async (): Promise<void> => {
          const total = await cartTotal(container, shopper.cart_id)
          expect(total).toBe(await cartTotalFromModule(container, shopper.cart_id))
          totals.push(total)
        }
        await shopper.fill({ ...BASKET, WATER: 1 })
        await same()
        await shopper.identify()
        await shopper.rewards()
        await same()
        const [coffee, water] = [await shopper.line("COF16"), await shopper.line("WATER")]
        await carts.updateLineItems([{ id: coffee.id, is_tax_inclusive: true }])
        await same()
        await carts.softDeleteLineItems([water.id])
        await same()
        const [shipping] = await carts.addShippingMethods([
          { cart_id: shopper.cart_id, name: "Courier", amount: 4.995, ...TAX_INCLUSIVE },
        ])
        await same()
        await carts.addShippingMethodTaxLines(shopper.cart_id, [
          { shipping_method_id: shipping!.id, code: "test", rate: 7.125 },
        ])
        await same()
        await carts.addShippingMethodAdjustments(shopper.cart_id, [
          { shipping_method_id: shipping!.id, code: "HALF", amount: 2.125 },
        ])
        await same()
        const credit = { amount: 0.335, reference: "test", reference_id: "1", metadata: null }
        await createCartCreditLinesWorkflow(container).run({
          input: [{ cart_id: shopper.cart_id, ...credit }],
        })
        await same()
        // Each of them counts.
        expect(new Set(totals).size).toBe(totals.length)
        expect(await cartTotal(container, "cart_nobody")).toBe("0")

        const payment = async () => {
          const read = await readPayment(container, shopper.cart_id)
          expect(read).toEqual(await readPaymentFromModule(container, shopper.cart_id))
          return read
        }
        expect(await payment()).toEqual({ collection_id: null, amount: null, sessions: [] })
        await shopper.beginPayment()
        const begun = await payment()
        expect(begun.sessions).toMatchObject([{ status: "pending" }])
        // Medusa computes totals with more digits than it stores.
        const total = await cartTotal(container, shopper.cart_id)
        expect(Number(begun.amount)).toBeCloseTo(Number(total), 8)
        const payments = container.resolve(Modules.PAYMENT)
        const second = await payments.createPaymentSession(begun.collection_id!, {
          provider_id: "pp_system_default",
          currency_code: "usd",
          amount: 1.5,
          data: {},
        })
        expect((await payment()).sessions.map(({ amount }) => amount)).toContain("1.5")
        await payments.deletePaymentSession(second.id)
        expect((await payment()).sessions).toEqual(begun.sessions)
      })
    })

    describe("a cart and its session in one statement", () => {
      it("are what each by itself is, to the last digit and second", async () => {
        const { readCartToJoin, readCartAndSession, readCheckout } = load(
          "../../src/workflows/loyalty/utils/read-with-session",
        ) as typeof ReadWithSession
        const { readCart } = load("../../src/workflows/loyalty/utils/read-cart") as typeof ReadCart
        const container = getContainer()
        const { service } = stage
        const shopper = new Shopper(http, shop)
        await shopper.fill(BASKET)
        const { cart_id } = shopper
        expect(await readCheckout(container, cart_id)).toBeNull()
        const unjoined = await readCartToJoin(container, cart_id)
        expect(unjoined).toMatchObject({ cart: await readCart(container, cart_id), live: null })
        const { store_id, sales_channel_id } = shop.sites[0]!
        expect(unjoined.owner?.store_id).toBe(store_id)
        expect(await service.storeConfigForChannel(sales_channel_id)).toMatchObject(unjoined.owner!)
        await shopper.identify()
        await shopper.rewards()
        await shopper.beginPayment()
        const { session_id } = shopper.keys()
        /** When the row was made is no part of what anybody reads. */
        const typed = <Read>(read: Read): Read =>
          JSON.parse(JSON.stringify(read), (key: string, value: unknown) =>
            key === "created_at" ? undefined : value,
          ) as Read
        const same = async () => {
          const cart = await readCart(container, cart_id)
          const read = await readCartAndSession(container, { cart_id, session_id })
          expect(typed(read?.stored)).toEqual(typed(await service.wholeSession(session_id)))
          expect(read?.cart).toEqual(cart)
          expect(read?.stored.session.opened_at).toBeInstanceOf(Date)
          const shared = vi.spyOn(service, "sharesDatabase")
          const checkout = await readCheckout(container, cart_id)
          const joining = await readCartToJoin(container, cart_id)
          expect(shared).toHaveBeenCalledTimes(2)
          shared.mockReturnValue(false)
          expect(typed(checkout)).toEqual(typed(await readCheckout(container, cart_id)))
          expect(typed(joining)).toEqual(
            typed({ ...(await readCartToJoin(container, cart_id)), owner: joining.owner }),
          )
          shared.mockRestore()
        }
        await same()
        await stage.sql(
          "UPDATE loyalty_engine_session SET degraded = true, retry_at = now() WHERE id = ?",
          [session_id],
        )
        await same()
        expect(
          await readCartAndSession(container, { cart_id, session_id: "lses_other" }),
        ).toBeNull()
      })
    })

    it("completes at the first try where the total falls on half a cent", async () => {
      simulator.setPromotions([HALF_A_CENT])
      const shopper = new Shopper(http, shop)
      await shopper.fill({ ENERGY: 6 })
      await shopper.identify()
      expect((await shopper.rewards()).discount_total).toBe(5.74)
      // Medusa divides the discount by six and multiplies it back, which falls short of 14.00 by a
      // hair; what it stores for the payment does not.
      const { cartTotal } = load("../../src/workflows/loyalty/utils/cart-total") as typeof CartTotal
      expect(await cartTotal(getContainer(), shopper.cart_id)).toMatch(/^15\.15499999/)

      expect((await shopper.placeOrder()).total).toBeCloseTo(15.155, 6)
    })

    const paying = async (): Promise<Shopper> => {
      const shopper = new Shopper(http, shop)
      await shopper.fill(BASKET)
      await shopper.identify()
      await shopper.rewards()
      await shopper.beginPayment()
      // What looks at the changed cart in the background has looked.
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      return shopper
    }

    /** Statements cost a process most of what our short routes take: none is sent twice. */
    describe("our tables and the cart, for a session that nothing happened to", () => {
      it("are asked once by whoever identifies, and told of the session once", async () => {
        const shopper = new Shopper(http, shop)
        await shopper.fill(BASKET)
        // The limiter's three are sent past what counts here; the bench counts them.
        const asked = await statementsDuring(getContainer(), () => shopper.identify())
        const sent = asked.filter((sql) => !sql.includes("loyalty_engine_breaker"))
        expect(sent).toHaveLength(2)
        expect(sent[0]).toMatch(/loyalty_engine_store_channel[^]*AS has_credit/)
        expect(sent[1]).toMatch(/INSERT INTO loyalty_engine_session/)
      })

      it("are asked once by whoever asks for rewards or the session", async () => {
        const shopper = await paying()
        const { session_id, cart_id } = shopper.keys()
        expect(await statementsOf(getContainer(), () => shopper.rewards())).toHaveLength(1)
        const read = () => shopper.get(`/store/loyalty/session/${session_id}?cart_id=${cart_id}`)
        expect(await statementsOf(getContainer(), read)).toHaveLength(1)
      })

      it("are asked for both, for the message's number, and told the answer with its call", async () => {
        const { session_id, cart_id } = (await paying()).keys()
        const { evaluateSession } = load(
          "../../src/workflows/loyalty/flows/evaluate-session",
        ) as typeof EvaluateSession
        const cause = { reason: "test", actor: "system", correlation_id: "test" }
        const asked = await statementsDuring(getContainer(), () =>
          evaluateSession(getContainer(), { session_id, cart_id, cause, force: true }),
        )
        // Whether the breakers of other processes are read again is a matter of the moment.
        const sent = asked.filter((sql) => !sql.includes("loyalty_engine_breaker"))
        // Under the cart's lock it is read once more, with its payment.
        expect(sent).toHaveLength(4)
        expect(sent[3]).toMatch(/INSERT INTO loyalty_engine_call[^]*UPDATE loyalty_engine_session/)
        const made = await stage.sql<{ call: string; ok: boolean }>(
          "SELECT call, ok FROM loyalty_engine_call WHERE session_id = ? AND correlation_id = ?",
          [session_id, cause.correlation_id],
        )
        expect(made).toEqual([{ call: "evaluate", ok: true }])
      })

      it("are asked once around a change of a cart, and thrice where it has loyalty", async () => {
        const bare = new Shopper(http, shop)
        await bare.fill(BASKET)
        const shopper = await paying()
        const changes = async (of: Shopper) => {
          const added = await statementsOf(getContainer(), () => of.add("WATER", 1))
          const { id } = await of.line("COF16")
          const line = `/store/carts/${of.cart_id}/line-items/${id}`
          const changed = await statementsOf(getContainer(), () => of.post(line, { quantity: 3 }))
          return [added.length, changed.length]
        }
        expect(await changes(bare)).toEqual([1, 1])
        expect(await changes(shopper)).toEqual([3, 3])
      })

      it("are asked once by the guard of a payment, and once more where money moves", async () => {
        const shopper = await paying()
        const { cart_id } = shopper
        const pay = () => shopper.post("/store/payment-collections", { cart_id })
        expect(await statementsOf(getContainer(), pay)).toHaveLength(1)
        expect(await statementsOf(getContainer(), () => shopper.complete())).toHaveLength(2)
      })
    })

    describe("the cart, around a change of one of its lines", () => {
      const change = async (shopper: Shopper, sku: string, quantity: number | null) => {
        const { id } = await shopper.line(sku)
        const url = `/store/carts/${shopper.cart_id}/line-items/${id}`
        return cartReadsOf(getContainer(), async () => {
          const sent = quantity === null ? shopper.delete(url) : shopper.post(url, { quantity })
          expect((await sent).status).toBe(200)
        })
      }

      it("is read after it alone where our discount evidently fits", async () => {
        const shopper = await paying()
        // 0.98 off two for 4.98: one pays for it, and so do more.
        expect(await change(shopper, "COF16", 1)).toBe(1)
        expect(await change(shopper, "COF16", 3)).toBe(1)
        const cart = await shopper.cart()
        expect(cart.discount_subtotal).toBeCloseTo(2.87, 8)
      })

      it("is read before it where our discount may not fit", async () => {
        const shopper = await paying()
        expect(await change(shopper, "CANDY", 0.5)).toBeGreaterThan(1)
        // The basket is another one now than that of the evaluation.
        expect(await change(shopper, "COF16", 1)).toBeGreaterThan(1)
        expect(await change(shopper, "COF16", null)).toBeGreaterThan(1)
      })
    })

    describe("the total of a cart that completes", () => {
      it("is computed once where nothing had to be brought up to date", async () => {
        const shopper = await paying()
        const completed = async () =>
          expect((await shopper.complete()).data).toMatchObject({ type: "order" })
        expect(await totalsDuring(getContainer(), completed)).toBe(1)
      })

      it("is computed again after an evaluation, and is the one that counts", async () => {
        const shopper = await paying()
        const { id } = await shopper.line("CANDY")
        // Behind every guard: without three candies the free one is gone.
        await getContainer().resolve(Modules.CART).updateLineItems(id, { quantity: 1 })
        const completed = async () => {
          const { status, data } = await shopper.complete()
          expect([status, data]).toMatchObject([409, { code: "loyalty_total_changed" }])
          const { total } = data as { total: number }
          expect(total).toBeCloseTo((4.98 + 1.89 + 3.29 - 0.98) * 1.0825, 2)
        }
        expect(await totalsDuring(getContainer(), completed)).toBe(2)
      })
    })

    describe("the moment in which an order is placed", () => {
      const buying = (shopper: Shopper) =>
        answerAndPlacing(getContainer(), async () => {
          const order = await shopper.placeOrder()
          await waitFor(() => stage.operation(order.id))
        })

      it("comes when the shopper has the order", async () => {
        expect(await buying(await paying())).toEqual(["answered", "placing"])
      })

      it("is no sooner where a payment tells of itself before the answer", async () => {
        const shopper = await paying()
        // As a provider does that captures at once.
        const bus = getContainer().resolve(Modules.EVENT_BUS)
        const release = bus.releaseGroupedEvents.bind(bus)
        const spy = vi.spyOn(bus, "releaseGroupedEvents").mockImplementation(async (group) => {
          const [made] = await stage.sql<{ order_id: string }>(
            "SELECT order_id FROM order_cart WHERE cart_id = ?",
            [shopper.cart_id],
          )
          await (made && bus.emit({ name: "order.updated", data: { id: made.order_id } }))
          await release(group)
        })
        const seen = await buying(shopper)
        spy.mockRestore()
        expect(seen).toEqual(["answered", "placing"])
      })

      it("waits for nobody where no shopper waits for an answer", async () => {
        const seen = await answerAndPlacing(getContainer(), async () => {
          await stage.emit("order.placed", { id: "order_of_nobody" })
          await new Promise((resolve) => setTimeout(resolve, 500))
        })
        expect(seen).toEqual(["placing"])
      })
    })
  },
})

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1
}

import { confirmOrderEditRequestWorkflow } from "@medusajs/medusa/core-flows"

import type { LoyaltyFinalizeOn } from "../../src/types/http/admin"
import { Clerk, describeShop, fulfil, Shopper, waitFor, type Order } from "../helpers"

const BASKET = { COF16: 2, CANDY: 3, ENERGY: 1 }
const CAUSE = { actor_id: "test", correlation_id: "test" }
const TAX = 1.0825
/** A code that nobody ships. */
const DIGITAL = "CARWASH"
/** The sites of the chain: the engine of the first reverses, that of the second does not. */
const REVERSING = 0
const PLAIN = 1
/** Our marker at the end of an adjustment's description. */
const OURS = /\[loyalty:/

interface AdminOrder {
  total: number
  item_subtotal: number
  discount_subtotal: number
  summary: { pending_difference: number; paid_total: number; refunded_total: number }
  items: {
    id: string
    variant_sku: string
    quantity: number
    subtotal: number
    total: number
    adjustments: { amount: number; code: string | null; description: string | null }[]
  }[]
}

describeShop({
  sites: 2,
  comparesOrders: true,
  settings: (site) => ({ supports_reverse: site === REVERSING }),
  testSuite: ({ http, simulator, shop, stage, admin, getContainer, commits }) => {
    let clerk: Clerk
    let shopper: Shopper

    const bought = async (): Promise<Order> => {
      const order = await stage.bought(shopper, BASKET, ["PTS-500"])
      await clerk.capture(order)
      return order
    }
    /** With ten per cent off, and our discounts beside them. */
    const boughtWithPromotion = async (): Promise<Order> => {
      await clerk.post("/admin/promotions", {
        code: "TENPERCENT",
        type: "standard",
        status: "active",
        application_method: {
          type: "percentage",
          target_type: "items",
          allocation: "across",
          currency_code: "usd",
          value: 10,
        },
      })
      await shopper.fill(BASKET)
      await shopper.post(`/store/carts/${shopper.cart_id}/promotions`, {
        promo_codes: ["TENPERCENT"],
      })
      await shopper.identify()
      await shopper.rewards()
      const order = await shopper.placeOrder()
      await waitFor(() => stage.operation(order.id))
      await clerk.capture(order)
      return order
    }
    /** What Medusa's promotion takes something off. */
    const promoted = ({ items }: AdminOrder): string[] =>
      items
        .flatMap(({ variant_sku, adjustments }) =>
          adjustments.some(({ code }) => code === "TENPERCENT") ? [variant_sku] : [],
        )
        .sort()
    const isFinalized = (order: Order) =>
      waitFor(async () => (await stage.service.sessionOfOrder(order.id))?.status === "finalized")
    const read = async (order: Order): Promise<AdminOrder> => {
      const fields =
        "*items,*items.adjustments,%2Btotal,%2Bdiscount_subtotal,%2Bitem_subtotal,*summary"
      const { data } = await http.get(`/admin/orders/${order.id}?fields=${fields}`, admin)
      return (data as { order: AdminOrder }).order
    }
    /** Our discounts by SKU, in cents and in order of size. */
    const ours = ({ items }: AdminOrder): Record<string, number[]> =>
      Object.fromEntries(
        items.map(({ variant_sku, adjustments }) => [
          variant_sku,
          adjustments
            .filter(({ description }) => OURS.test(description ?? ""))
            .map(({ amount }) => Math.round(amount * 100))
            .sort((a, b) => b - a),
        ]),
      )
    const finalizeOn = (finalize_on: LoyaltyFinalizeOn, site = REVERSING) =>
      stage.service.saveStoreConfig(
        { store_id: shop.sites[site]?.store_id ?? "", finalize_on },
        CAUSE,
      )
    const reversed = (order: Order, times: number) =>
      waitFor(async () => {
        const all = await stage.service.reversalsOfOrder(order.id)
        return all.length === times && all.every(({ status }) => status === "done")
      })
    const told = () =>
      simulator
        .requests({ endpoint: "finalize" })
        .map(({ body }) => body as { finalAmount: number })
    const variant = (sku: string, quantity: number) => ({
      variant_id: shop.variants[sku] ?? "",
      quantity,
    })
    const netOf = (order: Order): number[] => {
      const booked = simulator.books().transactions.filter((one) => one.transactionId === order.id)
      const sum = (read: (one: (typeof booked)[number]) => number) =>
        booked.reduce((all, one) => all + (one.kind === "reverse" ? -1 : 1) * read(one), 0)
      return [sum((one) => one.earnedPoints), sum((one) => one.redeemedPoints)]
    }

    beforeEach(() => {
      clerk = new Clerk(http, admin, shop.location_id)
      shopper = new Shopper(http, shop)
    })

    describe("an order edit before the finalize", () => {
      it("moves the ticket's reward to what stays, and is finalized with what was charged", async () => {
        const order = await bought()
        await clerk.edit(order, { quantities: { COF16: 1, CANDY: 0 } })
        const edited = await read(order)

        // One coffee keeps half of its 98 cents; the dollar falls on 2.00 and 3.29.
        expect(ours(edited)).toEqual({ COF16: [49, 38], ENERGY: [62] })
        expect(edited.total).toBeCloseTo((2.49 + 3.29 - 1.49) * TAX, 5)
        await fulfil(http, admin, order, { COF16: 1, ENERGY: 1 })
        await isFinalized(order)

        expect(told()).toEqual([expect.objectContaining({ finalAmount: 4.29 })])
        expect(commits(order.id)).toBe(1)
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      })

      it("is shown as it will be when the shopper is asked, and stays so when it is confirmed", async () => {
        const order = await bought()
        const change = { quantities: { COF16: 1, CANDY: 0 } }
        await clerk.edit(order, { ...change, request: true, confirm: false })
        const shown = (await clerk.preview(order)).order
        const asked = shown.items.flatMap(({ variant_sku, quantity, adjustments }) =>
          adjustments
            .filter(({ description }) => quantity > 0 && OURS.test(description ?? ""))
            .map(({ amount }) => [variant_sku, Math.round(amount * 100)]),
        )
        expect(shown.total).toBeCloseTo((2.49 + 3.29 - 1.49) * TAX, 5)
        expect(asked.sort()).toEqual([
          ["COF16", 38],
          ["COF16", 49],
          ["ENERGY", 62],
        ])

        await clerk.post(`/admin/order-edits/${order.id}/confirm`)
        const edited = await read(order)
        expect(ours(edited)).toEqual({ COF16: [49, 38], ENERGY: [62] })
        expect(edited.total).toBeCloseTo((2.49 + 3.29 - 1.49) * TAX, 5)
      })

      it("leaves no line below zero, and the order owes no more than was paid", async () => {
        const order = await bought()
        await clerk.edit(order, { quantities: { COF16: 0, CANDY: 1, ENERGY: 0 } })
        const edited = await read(order)

        // The free bar stays free, and nothing is left for the dollar to fall on.
        expect(ours(edited)).toEqual({ CANDY: [189] })
        expect(edited.total).toBeCloseTo(0, 5)
        const { pending_difference, paid_total } = edited.summary
        expect(-pending_difference).toBeLessThanOrEqual(paid_total)
      })

      it("gives back exactly what the edited order costs less, and Medusa no more than was paid", async () => {
        const order = await bought()
        await clerk.edit(order, { quantities: { COF16: 1, CANDY: 0 } })
        const edited = await clerk.order(order.id)
        const [payment] = edited.payment_collections.flatMap(({ payments }) => payments)
        const paid = payment?.amount ?? 0
        const over = -edited.summary.pending_difference
        expect(over).toBeCloseTo(paid - edited.total, 4)
        expect(over).toBeGreaterThan(0)

        const refund = (amount: number) =>
          http.post(
            `/admin/payments/${payment?.id}/refund`,
            { amount },
            { ...admin, validateStatus: () => true },
          )
        expect((await refund(over)).status).toBe(200)
        const after = await clerk.order(order.id)
        expect(after.summary.refunded_total).toBeCloseTo(over, 4)
        expect(after.summary.pending_difference).toBeCloseTo(0, 4)
        expect(after.summary.paid_total - after.summary.refunded_total).toBeCloseTo(after.total, 4)
        expect((await refund(paid)).status).toBe(400)
      })

      it("keeps our discounts where promotions are carried over, beside theirs", async () => {
        const order = await boughtWithPromotion()
        const before = ours(await read(order))
        expect(before).toMatchObject({ COF16: [expect.any(Number)] })

        await clerk.edit(order, { quantities: { ENERGY: 0 }, carry_over_promotions: true })
        const edited = await read(order)
        expect(ours(edited)).toEqual({ COF16: before["COF16"], CANDY: before["CANDY"] })
        expect(promoted(edited)).toEqual(["CANDY", "COF16"])
      })

      it.each(["exchange", "claim"] as const)("an %s as well", async (kind) => {
        const order = await boughtWithPromotion()
        await fulfil(http, admin, order)
        await isFinalized(order)
        const before = ours(await read(order))
        await clerk[kind](order, { ENERGY: 1 }, [variant("WATER", 1)], {
          carry_over_promotions: true,
        })
        const changed = await read(order)
        expect(ours(changed)).toMatchObject({ COF16: before["COF16"], CANDY: before["CANDY"] })
        expect(ours(changed)["COF16"]).toHaveLength(1)
        expect(promoted(changed)).toEqual(expect.arrayContaining(["COF16", "CANDY", "WATER"]))
      })

      it("finalizes what was added and what grew: paid for, and without a reward", async () => {
        const order = await bought()
        const candy = order.items.find(({ variant_sku }) => variant_sku === "CANDY")
        await clerk.edit(order, {
          quantities: { ENERGY: 2, CANDY: 0 },
          add: [{ ...variant("WATER", 1), metadata: { substitutes_line_item_id: candy?.id } }],
        })
        const edited = await read(order)
        const { items } = edited
        await clerk.post(`/admin/orders/${order.id}/fulfillments`, {
          items: items.map(({ id, quantity }) => ({ id, quantity })),
        })
        await isFinalized(order)

        const [body] = told() as unknown as { items: Record<string, unknown>[] }[]
        expect(body?.items).toEqual([
          expect.objectContaining({ sku: "COF16", qty: 2, lineNumber: 1 }),
          expect.objectContaining({ sku: "ENERGY", qty: 2, amount: 6.58, lineNumber: 3 }),
          expect.objectContaining({
            sku: "WATER",
            qty: 1,
            lineNumber: 4,
            substitutesLineNumber: 2,
          }),
        ])
        const [{ finalAmount } = { finalAmount: 0 }] = told()
        expect(edited.total).toBeCloseTo(finalAmount * TAX, 5)
      })

      it.each([
        ["stays as it was while its line shrinks", { quantities: { CANDY: 1 } }],
        ["grows with its line", { quantities: { COF16: 6 }, carry_over_promotions: true }],
      ])("is finalized with what was paid where a promotion %s", async (_, change) => {
        const order = await boughtWithPromotion()
        await clerk.edit(order, change)
        const edited = await read(order)
        await fulfil(http, admin, order, { ...BASKET, ...change.quantities })
        await isFinalized(order)

        const [{ finalAmount } = { finalAmount: 0 }] = told()
        // Medusa's ten per cent are no whole cents.
        expect(edited.total).toBeCloseTo(finalAmount * TAX, 1)
      })

      it("that goes past the guard is listed, because the order is below zero", async () => {
        const order = await bought()
        await clerk.edit(order, { quantities: { CANDY: 1 }, confirm: false })
        await confirmOrderEditRequestWorkflow(getContainer()).run({
          input: { order_id: order.id, confirmed_by: "test" },
        })
        const edited = await read(order)
        // 1.89 for one bar, and still 1.89 and 34 cents off: without the guard this is what comes.
        expect(edited.items.find(({ variant_sku }) => variant_sku === "CANDY")?.total).toBeLessThan(
          0,
        )

        const due = await waitFor(async () => {
          const found = await stage.adjustmentsDue(order.id)
          return found.length > 0 && found
        })
        expect(due).toEqual([
          expect.objectContaining({ kind: "discount_above_line", points: 0, amount: 34 }),
        ])
      })
    })

    describe("an order edit after the placed event was lost", () => {
      /** No operation, and the session still open. */
      const forgetPlacement = async ({ id }: Order): Promise<void> => {
        await stage.sql("DELETE FROM loyalty_engine_operation WHERE order_id = ?", [id])
        await stage.sql(
          `UPDATE loyalty_engine_session SET status = 'active', order_id = NULL WHERE order_id = ?`,
          [id],
        )
      }

      it("freezes what was bought first, then moves the discounts as ever", async () => {
        const order = await bought()
        await forgetPlacement(order)
        await clerk.edit(order, { quantities: { COF16: 1, CANDY: 0 } })
        const edited = await read(order)

        expect(ours(edited)).toEqual({ COF16: [49, 38], ENERGY: [62] })
        await fulfil(http, admin, order, { COF16: 1, ENERGY: 1 })
        await isFinalized(order)
        expect(told()).toEqual([expect.objectContaining({ finalAmount: 4.29 })])
        expect(edited.total).toBeCloseTo(4.29 * TAX, 5)
      })

      it("and past the guard, is finalized with the price of what is left", async () => {
        const order = await bought()
        await forgetPlacement(order)
        await clerk.edit(order, { quantities: { COF16: 1 }, confirm: false })
        await confirmOrderEditRequestWorkflow(getContainer()).run({
          input: { order_id: order.id, confirmed_by: "test" },
        })
        await stage.sweep()
        await fulfil(http, admin, order, { COF16: 1, CANDY: 3, ENERGY: 1 })
        await isFinalized(order)

        const [body] = told() as unknown as { items: Record<string, unknown>[] }[]
        expect(body?.items).toContainEqual(
          expect.objectContaining({ sku: "COF16", qty: 1, amount: 2.49 }),
        )
      })
    })

    describe("an order edit after the finalize", () => {
      it("is the same while nobody knows yet whether it arrived", async () => {
        await finalizeOn("order_placed")
        simulator.addFault({ kind: "apply_then_reset", endpoint: "finalize", times: 1 })
        const order = await bought()
        await waitFor(async () => (await stage.operation(order.id)).status === "unknown")
        await stage.holdBack(order.id)
        await clerk.edit(order, { quantities: { COF16: 1, CANDY: 0 } })
        // Not as before it was told: the dollar does not move to what stays.
        expect(ours(await read(order))).toEqual({ COF16: [49, 18], ENERGY: [30] })

        await stage.makeDue(order.id)
        await stage.drain()
        await isFinalized(order)
        await reversed(order, 1)
        const rows = await stage.service.transactionsOfOrder(order.id)
        const kept = rows.reduce((sum, { discount_total }) => sum + discount_total, 0)
        expect(Math.abs(kept - (49 + 18 + 30))).toBeLessThanOrEqual(1)
      })

      it("shrinks every discount with its line, as the reversal takes it back", async () => {
        await finalizeOn("order_placed")
        const order = await bought()
        await isFinalized(order)
        await clerk.edit(order, { quantities: { CANDY: 1, ENERGY: 0 } })
        await reversed(order, 1)

        const edited = await read(order)
        // A third of 189 and of 34; the coffee's stay.
        expect(ours(edited)).toEqual({ COF16: [98, 36], CANDY: [63, 11] })
        const rows = await stage.service.transactionsOfOrder(order.id)
        const kept = rows.reduce((sum, { discount_total }) => sum + discount_total, 0)
        const carried = Object.values(ours(edited)).flat()
        const charged = carried.reduce((sum, amount) => sum + amount, 0)
        // Both are proportional; they may differ by the rounding of one share.
        expect(Math.abs(kept - charged)).toBeLessThanOrEqual(1)
      })
    })

    describe("goods that nobody records", () => {
      it("count when the order is closed: what is never shipped, beside what was handed over", async () => {
        await shopper.fill({ COF16: 2, [DIGITAL]: 1 })
        await shopper.identify()
        await shopper.rewards()
        const order = await shopper.placeOrder()
        await waitFor(() => stage.operation(order.id))
        await clerk.capture(order)
        await fulfil(http, admin, order, { COF16: 2 })
        await stage.sweep()
        expect((await stage.service.sessionOfOrder(order.id))?.status).toBe("pending_finalization")

        await clerk.complete(order)
        await isFinalized(order)
        const [body] = told() as unknown as { items: { sku: string; qty: number }[] }[]
        expect(body?.items.map(({ sku, qty }) => [sku, qty])).toEqual([
          ["COF16", 2],
          [DIGITAL, 1],
        ])
        expect(commits(order.id)).toBe(1)
      })

      it("are finalized once when a fulfilment was taken back and made again", async () => {
        const order = await bought()
        await fulfil(http, admin, order, { COF16: 2 })
        const { data } = await http.get(`/admin/orders/${order.id}?fields=fulfillments.id`, admin)
        const [first] = (data as { order: { fulfillments: { id: string }[] } }).order.fulfillments
        await clerk.post(`/admin/orders/${order.id}/fulfillments/${first?.id}/cancel`)
        await fulfil(http, admin, order, { CANDY: 3, ENERGY: 1 })
        await stage.sweep()
        expect(told()).toEqual([])

        await fulfil(http, admin, order, { COF16: 2 })
        await isFinalized(order)
        expect(told()).toEqual([expect.objectContaining({ finalAmount: 10.07 })])
        expect(commits(order.id)).toBe(1)
      })
    })

    describe("an exchange and a claim after the finalize", () => {
      it("take back what came back, and leave the discounts of what stays alone", async () => {
        const order = await bought()
        await fulfil(http, admin, order)
        await isFinalized(order)
        const before = ours(await read(order))
        await clerk.exchange(order, { ENERGY: 1 }, [variant("WATER", 1)])
        await reversed(order, 1)
        expect(netOf(order)).toEqual([30 - 9, 500 - 149])

        await clerk.claim(order, { COF16: 1 }, [variant("COF16", 1)])
        await reversed(order, 2)
        const after = ours(await read(order))
        expect(after).toMatchObject({ CANDY: before["CANDY"], ENERGY: before["ENERGY"] })
        const { total, summary } = await read(order)
        expect(total).toBeGreaterThanOrEqual(0)
        expect(-summary.pending_difference).toBeLessThanOrEqual(summary.paid_total)
        expect(netOf(order)).toEqual([30 - 9 - 5, 500 - 149 - 90])
      })
    })

    describe("a refund claim after the finalize", () => {
      it("takes back what came back, and nothing for goods that stay without a refund", async () => {
        const order = await bought()
        await fulfil(http, admin, order)
        await isFinalized(order)
        await clerk.writeOff(order, { CANDY: 1 })
        await stage.sweep()
        // Medusa gives no money back for it: the shopper paid, and keeps what the payment earned.
        const written_off = await read(order)
        expect(written_off.summary.pending_difference).toBe(0)
        expect(await stage.service.reversalsOfOrder(order.id)).toEqual([])

        await clerk.refundClaim(order, { ENERGY: 1 })
        await reversed(order, 1)
        // The energy drink's 2.99 in money and 30 cents in points, as in an exchange.
        expect(netOf(order)).toEqual([30 - 9, 500 - 149])
        const after = await read(order)
        expect(-after.summary.pending_difference).toBeCloseTo(2.99 * TAX, 4)
        expect(ours(after)).toMatchObject({ COF16: ours(written_off)["COF16"] })
      })
    })

    describe("an exchange and a claim before the finalize", () => {
      /** One coffee and the bars of what was bought stay, beside what came for the rest. */
      const swapped = async (site: number): Promise<Order> => {
        await finalizeOn("order_completed", site)
        shopper = new Shopper(http, shop, site)
        const order = await bought()
        await fulfil(http, admin, order)
        const how = { shipping_option_id: shop.shipping_option_id }
        await clerk.exchange(order, { ENERGY: 1 }, [variant("WATER", 1)], how)
        await clerk.claim(order, { COF16: 1 }, [variant("COF16", 1)], how)
        const { items } = await read(order)
        const added = items.filter(({ id }) => !order.items.some((line) => line.id === id))
        // Medusa hands shipped and unshipped goods over apart from each other.
        for (const { id, quantity } of added) {
          const path = `/admin/orders/${order.id}/fulfillments`
          await clerk.post(path, { items: [{ id, quantity }] })
        }
        await stage.sweep()
        expect(told()).toEqual([])
        await clerk.complete(order)
        await isFinalized(order)
        return order
      }

      it("leave what the kept items deserve with an engine that takes reversals", async () => {
        const order = await swapped(REVERSING)
        await reversed(order, 1)

        expect(told()).toEqual([expect.objectContaining({ finalAmount: 14.35 })])
        // 1.82, 3.44, 1.79 and 2.49 are kept, which is what the shopper pays; 52 cents are for points.
        expect((await read(order)).total).toBeCloseTo(9.54 * TAX, 5)
        expect(netOf(order)).toEqual([28, 261])
        expect(commits(order.id)).toBe(1)
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
      }, 180_000)

      it("tell one that takes none of the kept items alone", async () => {
        const order = await swapped(PLAIN)
        const [body] = told() as unknown as { items: { sku: string; qty: number }[] }[]
        const kept = body?.items.map(({ sku, qty }) => `${qty} ${sku}`)
        expect(kept).toEqual(["1 COF16", "3 CANDY", "1 WATER", "1 COF16"])
        expect(await stage.service.reversalsOfOrder(order.id)).toEqual([])
        expect(await stage.adjustmentsDue(order.id)).toEqual([])
        expect(commits(order.id)).toBe(1)
      }, 180_000)
    })
  },
})

import type { Simulator } from "../../packages/pdi-simulator/src/index"
import { Modules } from "@medusajs/framework/utils"

import { describeShop, fulfil, JOHN, refusal, Shopper, type Order } from "../helpers"

type Promotion = Parameters<Simulator["setPromotions"]>[0][number]

/** What the engine hears of an order, in major units. */
interface Finalize {
  transactionId: string
  currency: string
  finalAmount: number
  taxAmount: number
  totalAmount: number
  items: { amount: number; netAmount: number }[]
  appliedRewards: { rewardId: string; amount: number }[]
}

const off = (terms: Pick<Promotion, "method" | "value" | "level">): Promotion => ({
  promotionId: "LESS",
  type: "instant",
  descriptionShort: "LESS",
  description: "Less to pay",
  match: { skus: ["COF16"] },
  ...terms,
})

/**
 * FAULTS 35 and 36, edge case 22: currencies without decimals and with three, taxes of several
 * rates, and rewards that leave nothing to pay, from the number to what the engine books. Each
 * order is made at the first try, and what is held for it is its total.
 */
describeShop({
  sites: 1,
  testSuite: ({ http, simulator, shop, stage, admin, getContainer, commits }) => {
    const undo: (() => Promise<unknown>)[] = []

    afterEach(async () => {
      for (const back of undo.splice(0).reverse()) {
        await back()
      }
    })

    /** Everything the shop sells costs the same number of another currency. */
    const sellIn = async (currency_code: string, price: string): Promise<void> => {
      const prices = await stage.sql<{ id: string; amount: string; raw_amount: object }>(
        "SELECT id, amount, raw_amount FROM price WHERE currency_code = 'usd'",
      )
      const change = async (from: string, to: string) => {
        await stage.sql("UPDATE region SET currency_code = ? WHERE id = ?", [to, shop.region_id])
        await stage.sql("UPDATE price SET currency_code = ? WHERE currency_code = ?", [to, from])
      }
      await change("usd", currency_code)
      await stage.sql(
        `UPDATE price SET amount = ?::numeric,
                raw_amount = jsonb_build_object('value', ?::text, 'precision', 20)
          WHERE currency_code = ? AND amount > 0`,
        [price, price, currency_code],
      )
      undo.push(async () => {
        await change(currency_code, "usd")
        for (const { id, amount, raw_amount } of prices) {
          await stage.sql("UPDATE price SET amount = ?, raw_amount = ? WHERE id = ?", [
            amount,
            JSON.stringify(raw_amount),
            id,
          ])
        }
      })
    }

    /** Identifies, sees the rewards, pays and has the goods: no request is refused on the way. */
    const buy = async (
      basket: Record<string, number>,
      promotion: Promotion,
    ): Promise<{ order: Order; told: Finalize }> => {
      simulator.setPromotions([promotion])
      const shopper = new Shopper(http, shop)
      await shopper.fill(basket)
      await shopper.identify()
      expect((await shopper.rewards()).availability).toBe("ok")
      const cart = await shopper.cart()
      const order = await shopper.placeOrder()
      expect(order.total).toBeCloseTo((await paidFor(order)) ?? 0, 9)
      expect(cart.total).toBeLessThanOrEqual(order.total)
      expect(await stage.adjustmentsDue(order.id)).toEqual([])
      await fulfil(http, admin, order)
      await stage.finalized(order.id)
      expect(commits(order.id)).toBe(1)
      const told = simulator
        .requests({ endpoint: "finalize" })
        .map(({ body }) => body as Finalize)
        .find(({ transactionId }) => transactionId === order.id)
      return { order, told: told! }
    }

    /** What is held for an order; nothing where it costs nothing. */
    const paidFor = async (order: Order): Promise<number | undefined> => {
      const rows = await stage.sql<{ amount: number }>(
        `SELECT p.amount::float AS amount FROM order_payment_collection l
           JOIN payment p ON p.payment_collection_id = l.payment_collection_id
          WHERE l.order_id = ? AND p.canceled_at IS NULL`,
        [order.id],
      )
      expect(rows.length).toBeLessThanOrEqual(1)
      return rows[0]?.amount
    }

    it("has whole yen only: what a percentage leaves over stays with the shop", async () => {
      await sellIn("jpy", "333")
      const percent = off({ method: "percentOff", value: 10, level: "line" })
      const { order, told } = await buy({ COF16: 2, CANDY: 1 }, percent)

      // 10 % of 666 are 66.6, and 8.25 % of 933 are 76.97.
      expect(told).toMatchObject({ currency: "JPY", finalAmount: 933, taxAmount: 77 })
      expect(told.appliedRewards).toMatchObject([{ amount: 66 }])
      expect(told.items.map(({ netAmount }) => netAmount)).toEqual([600, 333])
      expect(order.total).toBeCloseTo(933 * 1.0825, 6)
      expect(Number.isInteger(told.totalAmount)).toBe(true)
    })

    it("knows no loyalty in a currency of three decimals, which its engine cannot say", async () => {
      await sellIn("kwd", "2.445")
      const shopper = new Shopper(http, shop)
      await shopper.fill({ COF16: 1 })
      const body = { cart_id: shopper.cart_id, phone: JOHN }
      const reply = await shopper.post("/store/loyalty/identify", body)

      expect(refusal(reply)).toEqual([400, "loyalty_disabled"])
      expect(JSON.stringify(reply.data)).toContain("KWD")
      expect(simulator.requests()).toEqual([])
      expect((await shopper.placeOrder()).total).toBeCloseTo(2.445 * 1.0825, 9)
    })

    it("counts on where 32 bits end: thirty million rupiah off, to the last book", async () => {
      await sellIn("idr", "300000000")
      const percent = off({ method: "percentOff", value: 10, level: "line" })
      const { order, told } = await buy({ COF16: 1 }, percent)
      const minor = 3_000_000_000
      expect(minor).toBeGreaterThan(2 ** 31)

      expect(order.total).toBeCloseTo(270_000_000 * 1.0825, 2)
      expect(told).toMatchObject({ currency: "IDR", finalAmount: 270_000_000 })
      expect(told.appliedRewards).toMatchObject([{ amount: 30_000_000 }])
      const session = (await stage.service.sessionOfOrder(order.id))!
      expect(session.discount_total).toBe(minor)
      expect(await stage.service.rewardsOfSession(session.id)).toMatchObject([{ amount: minor }])
      expect(await stage.service.transactionsOfOrder(order.id)).toMatchObject([
        { discount_total: minor },
      ])
      // Entities are read by another way than SQL.
      expect(await stage.service.listLoyaltySessions({ order_id: order.id })).toMatchObject([
        { discount_total: minor },
      ])
      const { data } = await http.get(`/admin/loyalty/sessions/${session.id}`, admin)
      expect(data).toMatchObject({ loyalty_session: { discount_total: 30_000_000 } })
    })

    it("taxes each line by its own rate, after its own part of a reward of the basket", async () => {
      const taxes = getContainer().resolve(Modules.TAX)
      const [product] = await stage.sql<{ id: string }>(
        "SELECT product_id AS id FROM product_variant WHERE id = ?",
        [shop.variants["CANDY"]],
      )
      const [region] = await taxes.listTaxRegions({ province_code: "us-tx" })
      const rate = await taxes.createTaxRates({
        tax_region_id: region!.id,
        name: "Confectionery",
        code: "sweets",
        rate: 2.5,
        rules: [{ reference: "product", reference_id: product!.id }],
      })
      undo.push(() => taxes.deleteTaxRates([rate.id]))
      const ticket = off({ method: "amountOff", value: 1.01, level: "ticket" })
      const { order, told } = await buy({ COF16: 2, CANDY: 3 }, ticket)

      // 1.01 falls on 4.98 and 5.67: 0.47 and 0.54.
      const [coffee, candy] = [4.51, 5.13]
      expect(order.total).toBeCloseTo(coffee * 1.0825 + candy * 1.025, 9)
      expect(told.taxAmount).toBe(0.5)
      expect(told).toMatchObject({ finalAmount: 9.64, totalAmount: 10.14 })
    })

    it("leaves exactly nothing to pay where a reward takes all of it, taxes included", async () => {
      const all = off({ method: "amountOff", value: 13.94, level: "ticket" })
      const { order, told } = await buy({ COF16: 2, CANDY: 3, ENERGY: 1 }, all)

      expect(order.total).toBe(0)
      expect(await paidFor(order)).toBeUndefined()
      expect(told).toMatchObject({ finalAmount: 0, taxAmount: 0, totalAmount: 0 })
      expect(told.appliedRewards).toMatchObject([{ amount: 13.94 }])
    })
  },
})

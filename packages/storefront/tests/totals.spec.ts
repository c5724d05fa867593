import fc from "fast-check"

import type { LoyaltyCart } from "../src/core/index.js"
import { totalsOf } from "../src/core/totals.js"
import { session } from "./support/fake-server.js"

/** A cart of one line as Medusa computes it: amounts in cents, one tax rate. */
interface Figures {
  item: number
  delivery: number
  item_off: number
  delivery_off: number
  credit: number
  rate: number
  gross: boolean
}

/** Medusa's own sums, `getCartTotals`: net less discounts, plus tax, less credit lines. */
const cartOf = (figures: Figures): LoyaltyCart => {
  const { rate, gross } = figures
  const net = (amount: number) => (gross ? amount / (1 + rate) : amount)
  const [item, delivery] = [net(figures.item), net(figures.delivery)]
  const [item_off, delivery_off] = [net(figures.item_off), net(figures.delivery_off)]
  const discount_subtotal = item_off + delivery_off
  const tax_total = (item + delivery - discount_subtotal) * rate
  return {
    id: "cart_1",
    currency_code: "usd",
    item_subtotal: item,
    original_item_total: item * (1 + rate),
    shipping_subtotal: delivery,
    shipping_total: (delivery - delivery_off) * (1 + rate),
    original_shipping_total: delivery * (1 + rate),
    original_total: (item + delivery) * (1 + rate),
    discount_subtotal,
    discount_total: discount_subtotal * (1 + rate),
    tax_total,
    credit_line_total: figures.credit,
    total: item + delivery - discount_subtotal + tax_total - figures.credit,
    items: [{ id: "i", quantity: 1, unit_price: figures.item, is_tax_inclusive: gross }],
  }
}

const figures = fc.record({
  item: fc.integer({ min: 1_000, max: 9_999 }),
  delivery: fc.integer({ min: 0, max: 999 }),
  item_off: fc.integer({ min: 0, max: 500 }),
  delivery_off: fc.constant(0),
  credit: fc.integer({ min: 0, max: 500 }),
  rate: fc.constantFrom(0, 0.07, 0.25),
  gross: fc.boolean(),
})

describe("the totals", () => {
  it("have rows that add up to the total, whatever the cart is made of", () => {
    fc.assert(
      fc.property(figures, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const made = { ...given, delivery_off: given.delivery * share }
        const totals = totalsOf(cartOf(made), null, 50)
        const sum = totals?.rows.reduce((amount, row) => amount + row.amount, 0)
        expect(sum).toBeCloseTo(totals?.total ?? Number.NaN, 6)
      }),
    )
  })

  it("take a promotion on the delivery off once where prices include tax", () => {
    const cart = cartOf({
      ...{ item: 20, delivery: 5, item_off: 0, delivery_off: 5, credit: 0 },
      ...{ rate: 0.25, gross: true },
    })
    const rows = totalsOf(cart, null, 0)?.rows.map(({ kind, amount }) => [kind, amount])

    expect(rows).toEqual([
      ["items", 20],
      ["discounts", -5],
      ["delivery", 5],
    ])
  })

  it("name what gift cards pay, which is no saving", () => {
    const cart = cartOf({
      ...{ item: 20, delivery: 0, item_off: 0, delivery_off: 0, credit: 15 },
      ...{ rate: 0, gross: false },
    })
    const totals = totalsOf(cart, null, 0)

    expect(totals?.rows).toEqual([
      { kind: "items", amount: 20 },
      { kind: "credit", amount: -15 },
    ])
    expect(totals).toMatchObject({ total: 5, original: null })
  })

  it("name the total without savings, with the tip in it", () => {
    const cart = cartOf({
      ...{ item: 20, delivery: 5, item_off: 2, delivery_off: 0, credit: 0 },
      ...{ rate: 0.1, gross: false },
    })
    const saved = session({ discount_total: 2 })

    expect(totalsOf(cart, saved, 3)?.original).toBeCloseTo(30.5)
    expect(totalsOf(cart, saved, 3)?.total).toBeCloseTo(28.3)
  })

  it("are not shown before the cart has one", () => {
    expect(totalsOf({ id: "cart_1", currency_code: "usd" }, null, 0)).toBeNull()
  })
})

import { orderOf } from "./snapshots"

describe("an order as loyalty reads it", () => {
  it("has null, nothing or zero for whatever Medusa leaves out", () => {
    expect(orderOf()).toMatchObject({
      currency_code: "usd",
      customer_id: null,
      total: 0,
      payment: "none",
      canceled_at: null,
      completed_at: null,
      last_fulfilled_at: null,
      lines: [],
    })
    const { lines } = orderOf({
      items: [{ id: "ordli_1", title: "Coffee", unit_price: "2.49", quantity: { value: "2" } }],
    })
    expect(lines[0]).toMatchObject({
      variant_id: null,
      product_id: null,
      title: "Coffee",
      unit_price: "2.49",
      quantity: 2,
      fulfilled: 0,
      delivered: 0,
      requires_shipping: false,
      is_tax_inclusive: false,
      tax: 0,
      adjustments: [],
    })
  })

  it("counts in minor units, and what a line's detail says before the line", () => {
    const order = orderOf({
      status: "completed",
      customer_id: "cus_1",
      total: { value: "10.900775" },
      canceled_at: "2026-03-17T00:00:00Z",
      items: [
        {
          id: "ordli_1",
          variant_id: "variant_1",
          product_id: "prod_1",
          title: "16oz",
          product_title: "Coffee",
          unit_price: 2.49,
          quantity: 9,
          requires_shipping: true,
          is_tax_inclusive: true,
          tax_total: 0.33,
          detail: { quantity: 3, fulfilled_quantity: "2", delivered_quantity: { value: "1" } },
          adjustments: [{ amount: 0.98 }, { amount: "1", description: "Ten" }],
        },
      ],
    })
    expect(order).toMatchObject({
      customer_id: "cus_1",
      total: 1090,
      canceled_at: "2026-03-17T00:00:00.000Z",
      completed_at: "2026-03-16T14:30:45.000Z",
    })
    expect(order.lines[0]).toMatchObject({
      title: "Coffee",
      quantity: 3,
      fulfilled: 2,
      delivered: 1,
      requires_shipping: true,
      is_tax_inclusive: true,
      tax: 33,
      adjustments: [
        { amount: 98, description: null },
        { amount: 100, description: "Ten" },
      ],
    })
  })

  it.each([
    // Off 3.67 without tax are 3.98 of a price that contains 8.25 %, up to the next cent.
    [{ line: true, adjustment: false, rates: [6.25, 2] }, 398],
    [{ line: false, adjustment: true, rates: [6.25, 2] }, 340],
    [{ line: true, adjustment: true, rates: [6.25, 2] }, 367],
    [{ line: false, adjustment: false, rates: [6.25, 2] }, 367],
    [{ line: true, adjustment: false, rates: [] }, 367],
  ])("counts what is taken off in the terms of the line: %j", (terms, amount) => {
    const { lines } = orderOf({
      items: [
        {
          id: "ordli_1",
          title: "Candy",
          unit_price: 1.89,
          quantity: 3,
          is_tax_inclusive: terms.line,
          tax_lines: terms.rates.map((rate) => ({ rate })),
          adjustments: [{ amount: 3.67, is_tax_inclusive: terms.adjustment }],
        },
      ],
    })
    expect(lines[0]?.adjustments).toEqual([{ amount, description: null }])
  })

  it.each([
    // 8.25 % of 7.47 less 0.98; Medusa's own figure is for the units that are left.
    ["a unit", { return_received_quantity: 1 }, { tax: 54, is_tax_inclusive: false }],
    ["all", { return_received_quantity: 1, return_dismissed_quantity: 2 }, { tax: 54 }],
    ["a unit", { return_received_quantity: 1 }, { tax: 49, is_tax_inclusive: true }],
    ["nothing", {}, { tax: 30 }],
  ])("has the tax of all that was ordered where %s came back: %j", (_, back, { tax, ...terms }) => {
    const { lines } = orderOf({
      items: [
        {
          id: "ordli_1",
          title: "Coffee",
          unit_price: 2.49,
          quantity: 3,
          tax_total: 0.3,
          detail: { quantity: 3, fulfilled_quantity: 3, ...back },
          tax_lines: [{ rate: 6.25 }, { rate: 2 }],
          adjustments: [{ amount: 0.98, ...terms }],
          ...terms,
        },
      ],
    })
    expect(lines[0]?.tax).toBe(tax)
  })

  it("was last fulfilled when goods last left and stayed away", () => {
    const fulfillments = [
      { created_at: "2026-03-18T00:00:00Z" },
      { created_at: "2026-03-17T00:00:00Z", canceled_at: null },
      { created_at: "2026-03-19T00:00:00Z", canceled_at: "2026-03-19T01:00:00Z" },
    ]
    expect(orderOf({ fulfillments }).last_fulfilled_at).toBe("2026-03-18T00:00:00.000Z")
  })

  it.each([
    [[], "none"],
    [["not_paid"], "not_paid"],
    [["not_paid", "authorized"], "authorized"],
    [["authorized", "captured"], "captured"],
    [["canceled", "partially_captured"], "partially_captured"],
  ])("with collections %j is paid as the best of them: %s", (statuses, payment) => {
    const payment_collections = statuses.map((status) => ({ status }))
    expect(orderOf({ payment_collections }).payment).toBe(payment)
  })
})

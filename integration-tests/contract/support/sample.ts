import type { Basket, BasketLine, FinalizeLine } from "../../../src/types/provider"

function line(given: Partial<BasketLine> & Pick<BasketLine, "line_number" | "sku">): BasketLine {
  return {
    line_item_id: `li_${given.line_number}`,
    title: given.sku,
    quantity: 1,
    unit_price_decimal: "1.00",
    regular_price_decimal: null,
    amount: 100,
    foreign_discounts: [],
    barcode: null,
    merchandise_code: null,
    product_code: null,
    unit_of_measure: "each",
    taxable: true,
    is_tax_inclusive: false,
    minimum_age: null,
    discountable: true,
    ...given,
  }
}

/** The basket of the contract's own example (1.3). */
export const SAMPLE_BASKET: Basket = {
  currency_code: "usd",
  currency_digits: 2,
  lines: [
    line({
      line_number: 1,
      sku: "COF16",
      title: "Coffee 16oz",
      quantity: 2,
      unit_price_decimal: "2.49",
      regular_price_decimal: "2.49",
      amount: 498,
      barcode: "012345678905",
      merchandise_code: "25",
      product_code: "431",
    }),
    line({
      line_number: 2,
      sku: "CANDY",
      quantity: 3,
      unit_price_decimal: "1.89",
      regular_price_decimal: "1.89",
      amount: 567,
      barcode: "040000001027",
      merchandise_code: "31",
    }),
    line({
      line_number: 3,
      sku: "ENERGY",
      unit_price_decimal: "3.29",
      regular_price_decimal: "3.29",
      amount: 329,
      barcode: "611269991000",
      merchandise_code: "33",
    }),
  ],
}

export function handedOver(basket_line: BasketLine, net_amount: number): FinalizeLine {
  return { ...basket_line, net_amount, substitutes_line_number: null }
}

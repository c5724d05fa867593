import { numberLines, toBasketLine } from "../../src/workflows/loyalty/utils/build-basket"
import { PROVIDER_ID } from "../../src/modules/loyalty/domain/keys"
import { adjustmentOf, cartOf, lineOf } from "./snapshots"

type Context = Parameters<typeof toBasketLine>[1]

const KEYS = {
  merchandise_code_metadata_key: "merch",
  product_code_metadata_key: "code",
  unit_of_measure_metadata_key: "uom",
  minimum_age_metadata_key: "age",
}
const basketLine = (line: Parameters<typeof lineOf>[0], facts: Context["facts"] = new Map()) =>
  toBasketLine(lineOf(line), { digits: 2, facts, keys: KEYS, line_number: 1 })

describe("a basket line", () => {
  it("of a custom item has what the line says and defaults for the rest", () => {
    expect(basketLine({ variant_id: null, sku: null })).toMatchObject({
      line_number: 1,
      sku: "cali_1",
      amount: 498,
      barcode: null,
      merchandise_code: null,
      product_code: null,
      unit_of_measure: "each",
      taxable: true,
      minimum_age: null,
      discountable: true,
      foreign_discounts: [],
    })
    expect(basketLine({ sku: null }).sku).toBe("variant_1")
  })

  it("takes codes from the variant, and the variant's metadata before the product's", () => {
    const metadata = { merch: 25, uom: "cup", age: "18", code: {}, taxable: false }
    const facts = new Map([
      [
        "variant_1",
        { sku: "V-SKU", upc: "0123", metadata, product: { metadata: { merch: 9, deposit: true } } },
      ],
    ])
    expect(basketLine({ sku: null }, facts)).toMatchObject({
      sku: "V-SKU",
      barcode: "0123",
      merchandise_code: "25",
      product_code: null,
      unit_of_measure: "cup",
      taxable: false,
      minimum_age: 18,
      discountable: false,
    })
  })

  it.each([
    [{ barcode: "1" }, { upc: "2", ean: "3", barcode: "4" }, "1"],
    [{}, { upc: "2", ean: "3", barcode: "4" }, "2"],
    [{}, { ean: "3", barcode: "4" }, "3"],
    [{}, { barcode: "4" }, "4"],
  ])("with %j and a variant with %j has the barcode %s", (line, variant, barcode) => {
    const facts = new Map([["variant_1", { ...variant, product: null, metadata: null }]])
    expect(basketLine(line, facts).barcode).toBe(barcode)
  })

  it.each([0, -1, 1.5, "old", null])("has no minimum age for %j", (age) => {
    const facts = new Map([["variant_1", { metadata: { age } }]])
    expect(basketLine({}, facts).minimum_age).toBeNull()
  })

  it("names the discounts of others as well as it can, and never as a surcharge", () => {
    const adjustments = [
      adjustmentOf({ provider_id: PROVIDER_ID }),
      adjustmentOf({ code: "TEN", description: "Ten off" }),
      adjustmentOf({ code: "TEN" }),
      adjustmentOf({ promotion_id: "promo_1" }),
      adjustmentOf({ provider_id: "other" }),
      adjustmentOf({ amount: "-1" }),
    ]
    expect(basketLine({ adjustments }).foreign_discounts).toEqual([
      { id: "TEN", amount: 100, reason: "Ten off" },
      { id: "TEN", amount: 100, reason: "TEN" },
      { id: "promo_1", amount: 100, reason: "promotion" },
      { id: "other", amount: 100, reason: "promotion" },
      { id: "other", amount: 0, reason: "promotion" },
    ])
  })

  it("counts the discounts of others as the price is, up to the next cent", () => {
    const adjustments = [adjustmentOf({ amount: "33.331" })]
    const inclusive = { is_tax_inclusive: true, tax_percent: "20" }
    expect(basketLine({ ...inclusive, adjustments }).foreign_discounts[0]?.amount).toBe(4000)
    expect(basketLine({ adjustments }).foreign_discounts[0]?.amount).toBe(3334)
  })

  it("of a gift card, or of what is not to be discounted, is not discountable", () => {
    expect(basketLine({ is_giftcard: true }).discountable).toBe(false)
    expect(basketLine({ is_discountable: false }).discountable).toBe(false)
  })
})

describe("line numbers", () => {
  it("are kept while a session lives and never given twice", () => {
    const numbers = numberLines(cartOf({ id: "b" }, { id: "c" }), { a: 4, b: 2 })
    expect(numbers).toEqual({ a: 4, b: 2, c: 5 })
  })
})

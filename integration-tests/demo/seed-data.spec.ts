import { CATEGORIES, PRODUCTS } from "../../scripts/demo/seed/catalogue"
import { isUpcA, upcCheckDigit } from "../../scripts/demo/seed/catalogue/upc"
import { SITES, TAXES } from "../../scripts/demo/seed/chain"
import { PRICE_CENTS, TAX_PER_TEN_THOUSAND } from "../../scripts/demo/walkthrough/expected"

const variants = PRODUCTS.flatMap((product) => product.variants)

describe("UPC-A codes", () => {
  it.each([
    ["01234567890", 5],
    ["04000000102", 7],
    ["61126999100", 0],
    ["03600029145", 2],
  ])("the check digit of %s is %i", (digits, expected) => {
    expect(upcCheckDigit(digits)).toBe(expected)
  })

  it.each(["012345678904", "12345678905", "0123456789050", "01234567890X", ""])(
    "%j is refused",
    (code) => {
      expect(isUpcA(code)).toBe(false)
    },
  )

  it.each(variants.map(({ sku, upc }) => [sku, upc]))("%s has a valid code, %s", (_sku, upc) => {
    expect(isUpcA(upc)).toBe(true)
  })
})

describe("the shelves", () => {
  it.each([
    ["SKU", variants.map(({ sku }) => sku)],
    ["code", variants.map(({ upc }) => upc)],
    ["product", PRODUCTS.map(({ handle }) => handle)],
  ])("every %s is there once", (_what, names) => {
    expect(new Set(names).size).toBe(names.length)
  })

  it("hold at least 55 products and leave no category empty", () => {
    expect(PRODUCTS.length).toBeGreaterThanOrEqual(55)
    const used = new Set(PRODUCTS.map(({ category }) => category))
    expect([...used].sort()).toEqual(CATEGORIES.map(({ handle }) => handle).sort())
  })

  it.each([
    ["COF16", 2.49, "25"],
    ["COF20", 2.79, "25"],
    ["CANDY", 1.89, "31"],
    ["ENERGY", 3.29, "33"],
    ["SODA20", 2.19, "35"],
    ["WATER", 1.79, "34"],
    ["CHIPS", 2.29, "41"],
    ["HOTDOG", 2.99, "27"],
    ["CIGS", 9.49, "05"],
    ["CARWASH", 12, "50"],
    ["CARWASHD", 18, "50"],
    ["PROPANE", 24.99, "60"],
    ["ICE10", 3.99, "70"],
  ])("%s costs %d and carries merchandise code %s", (sku, price, code) => {
    const product = PRODUCTS.find((candidate) =>
      candidate.variants.some((variant) => variant.sku === sku),
    )
    expect(product?.merchandise_code).toBe(code)
    expect(product?.variants.find((variant) => variant.sku === sku)?.price).toBe(price)
  })

  it("sell tobacco and beer to adults only, and nothing else", () => {
    const gated = PRODUCTS.filter(({ minimum_age }) => minimum_age !== undefined)
    expect(new Set(gated.map(({ category }) => category))).toEqual(new Set(["tobacco", "beer"]))
    const adult = PRODUCTS.filter(({ category }) => ["tobacco", "beer"].includes(category))
    expect(adult.every(({ minimum_age }) => minimum_age === 21)).toBe(true)
  })

  it("ask whole cents for everything", () => {
    for (const { price } of variants) {
      expect(price).toBe(Math.round(price * 100) / 100)
      expect(price).toBeGreaterThan(0)
    }
  })
})

describe("the walkthrough's own figures", () => {
  it.each(Object.entries(PRICE_CENTS))("know the price of %s", (sku, cents) => {
    const variant = variants.find((candidate) => candidate.sku === sku)
    expect(Math.round((variant?.price ?? 0) * 100)).toBe(cents)
  })

  it("know the tax rate of the first store's state", () => {
    const tax = TAXES.find(({ province }) => province === SITES[0].province)
    expect(Math.round((tax?.rate ?? 0) * 100)).toBe(TAX_PER_TEN_THOUSAND)
  })
})

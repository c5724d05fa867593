/** One sellable size of a product. */
export interface SeedVariant {
  sku: string
  title: string
  /** US dollars without tax. */
  price: number
  /** UPC-A: twelve digits, the last one is the check digit. */
  upc: string
}

/**
 * How a product is kept: units on the shelf, made when ordered (never out of stock), or a code
 * that is handed over and never shipped.
 */
export type SeedStock = number | "made-to-order" | "digital"

/** A product of the demo's shelves; the codes are what a point of sale sends to its engine. */
export interface SeedProduct {
  handle: string
  title: string
  description: string
  category: SeedCategory["handle"]
  merchandise_code: string
  product_code: string
  /** Set for what may only be sold to adults. */
  minimum_age?: number
  stock: SeedStock
  variants: SeedVariant[]
}

/** A shelf of the shop. */
export interface SeedCategory {
  handle: string
  name: string
}

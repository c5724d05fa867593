import { invalidRequest } from "../errors.js"
import { QUANTITY_SCALE, toCents, toPriceUnits, toQuantityUnits } from "../money.js"
import type { Item } from "../wire/fields.js"
import type { Promotion } from "./promotion.js"

export const FUEL_MERCHANDISE_CODE = "01"

/** One sold line in integers: thousandths of a unit, ten-thousandths of a price unit, cents. */
export interface Line {
  lineNumber: number
  sku: string
  merchandiseCode: string | null
  posCode: string | null
  quantityUnits: number
  priceUnits: number
  amountCents: number
  isFuel: boolean
}

function toLine(item: Item): Line {
  return {
    lineNumber: item.lineNumber,
    sku: item.sku,
    merchandiseCode: item.merchandiseCode ?? null,
    posCode: item.posCode?.value ?? null,
    quantityUnits: toQuantityUnits(item.qty),
    priceUnits: toPriceUnits(item.unitPrice),
    amountCents: toCents(item.amount),
    isFuel: item.merchandiseCode === FUEL_MERCHANDISE_CODE,
  }
}

export interface Basket {
  /** Lines a reward may target: neither void nor returned. */
  lines: Line[]
  totalCents: number
}

export function readBasket(items: readonly Item[]): Basket {
  const numbers = new Set(items.map((item) => item.lineNumber))
  if (numbers.size !== items.length) throw invalidRequest("two items share one lineNumber")
  const lines = items.filter((item) => (item.status ?? "normal") === "normal").map(toLine)
  const returnedCents = items
    .filter((item) => item.status === "return")
    .reduce((sum, item) => sum + toCents(item.amount), 0)
  const soldCents = lines.reduce((sum, line) => sum + line.amountCents, 0)
  return { lines, totalCents: soldCents - returnedCents }
}

export function isTarget(promotion: Promotion, line: Line): boolean {
  const { match } = promotion
  if (match === undefined) return false
  return (
    (match.skus?.includes(line.sku) ?? false) ||
    (line.merchandiseCode !== null &&
      (match.merchandiseCodes?.includes(line.merchandiseCode) ?? false)) ||
    (line.posCode !== null && (match.posCodes?.includes(line.posCode) ?? false))
  )
}

export function wholeUnits(quantityUnits: number): number {
  return Math.floor(quantityUnits / QUANTITY_SCALE)
}

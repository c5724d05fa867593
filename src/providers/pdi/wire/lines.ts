import type { BasketLine, FinalizeLine, ForeignDiscount } from "../../../types/provider"
import { decimalToNumber, minorToNumber } from "./money"

/** Contract 1.0: unit prices carry up to four decimals. */
const UNIT_PRICE_DECIMALS = 4
const LONGEST_NAME = 100

type SharedLine = Pick<
  BasketLine & FinalizeLine,
  | "line_number"
  | "sku"
  | "title"
  | "quantity"
  | "unit_price_decimal"
  | "amount"
  | "barcode"
  | "merchandise_code"
  | "product_code"
  | "unit_of_measure"
  | "minimum_age"
>

const FORMAT_BY_LENGTH: ReadonlyMap<number, string> = new Map([
  [4, "plu"],
  [5, "plu"],
  [8, "ean8"],
  [12, "upcA"],
  [13, "ean13"],
  [14, "gtin"],
])

/** The scan code and its format; only digits have one. */
function posCode(barcode: string) {
  const digits = /^\d+$/.test(barcode)
  const format = digits ? FORMAT_BY_LENGTH.get(barcode.length) : undefined
  return { format: format ?? "none", value: barcode.slice(0, LONGEST_NAME), modifier: "0" }
}

/** Leaves out what is not known: an absent field says less than a null. */
function known<T>(name: string, value: T | null): Record<string, T> {
  return value === null ? {} : { [name]: value }
}

function sharedLine(line: SharedLine, digits: number) {
  return {
    lineNumber: line.line_number,
    sku: (line.sku === "" ? `line-${line.line_number}` : line.sku).slice(0, LONGEST_NAME),
    qty: line.quantity,
    ...known("posCode", line.barcode === null ? null : posCode(line.barcode)),
    ...known("merchandiseCode", line.merchandise_code),
    ...known("productCode", line.product_code),
    description: line.title.slice(0, 255),
    unitPrice: decimalToNumber(line.unit_price_decimal, UNIT_PRICE_DECIMALS),
    amount: minorToNumber(line.amount, digits),
    uom: line.unit_of_measure,
    ageRestricted: line.minimum_age !== null,
    ...known("minAge", line.minimum_age),
  }
}

function discount(entry: ForeignDiscount, digits: number) {
  return { id: entry.id, amount: minorToNumber(entry.amount, digits), reason: entry.reason }
}

/** A line of the cart (contract 1.3). */
export function basketItem(line: BasketLine, digits: number) {
  const regular = line.regular_price_decimal
  return {
    ...sharedLine(line, digits),
    ...known("regularPrice", regular && decimalToNumber(regular, UNIT_PRICE_DECIMALS)),
    discounts: line.foreign_discounts.map((entry) => discount(entry, digits)),
    taxable: line.taxable,
  }
}

/** A line as it was handed over (contract 1.4). */
export function fulfilledItem(line: FinalizeLine, digits: number) {
  return {
    ...sharedLine(line, digits),
    netAmount: minorToNumber(line.net_amount, digits),
    ...known("substitutesLineNumber", line.substitutes_line_number),
  }
}

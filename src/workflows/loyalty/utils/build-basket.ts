import type {
  IProductModuleService,
  MedusaContainer,
  ProductVariantDTO,
} from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import { digitsOf, multiplyDecimal } from "../../../modules/loyalty/domain/money"
import { invariant } from "../../../modules/loyalty/domain/errors"
import { inLineTerms, totalRoom, type TotalRoom } from "../../../modules/loyalty/domain/total-room"
import type { LoyaltyModuleOptions } from "../../../modules/loyalty/utils/options"
import type { Basket, BasketLine } from "../../../types/provider"
import { hostTables, type HostDatabase } from "./host-tables"
import { loyaltyService } from "./loyalty"
import { isOurs, type CartAdjustment, type CartLine, type CartSnapshot } from "./read-cart"

/** Line numbers that engines know a cart line by: given once, never reused in a session. */
export type LineNumbers = Record<string, number>

/** Numbers new lines after the highest number ever given in this session. */
export function numberLines(cart: CartSnapshot, known: LineNumbers): LineNumbers {
  const numbers: LineNumbers = { ...known }
  let last = Math.max(0, ...Object.values(numbers))
  for (const line of cart.lines) {
    numbers[line.id] ??= ++last
  }
  return numbers
}

/** What a line costs before discounts, in minor units rounded down: no discount may exceed it. */
export function lineCeiling(line: CartLine, digits: number): number {
  return multiplyDecimal(line.unit_price, line.quantity, digits, "floor")
}

/** What others already take off a line, in minor units rounded up, in the line's own terms. */
export function foreignDiscount(line: CartLine, digits: number): number {
  return line.adjustments
    .filter((adjustment) => !isOurs(adjustment))
    .reduce((sum, adjustment) => sum + takenOff(line, adjustment, digits), 0)
}

/** What we take off a line now, in minor units. */
export function ourDiscount(line: CartLine, digits: number): number {
  return line.adjustments
    .filter(isOurs)
    .reduce((sum, adjustment) => sum + takenOff(line, adjustment, digits), 0)
}

/** Medusa's promotions take their part off the price without tax, whatever the price contains. */
function takenOff(line: CartLine, adjustment: CartAdjustment, digits: number): number {
  return inLineTerms(adjustment.amount, {
    digits,
    percent: line.tax_percent,
    from_inclusive: adjustment.is_tax_inclusive,
    to_inclusive: line.is_tax_inclusive,
  })
}

/** What credit lines leave for our discounts; null where no credit line pays for a part. */
export function totalRoomOf(cart: CartSnapshot, digits: number): TotalRoom | null {
  if (cart.payable_without_ours === null) {
    return null
  }
  const taxed = cart.lines.filter((line) => !line.is_tax_inclusive)
  return totalRoom(cart.payable_without_ours, {
    digits,
    tax_on_top: new Map(taxed.map((line) => [line.id, line.tax_percent])),
  })
}

/** Turns a cart into the basket that engines understand. */
export async function buildBasket(
  container: MedusaContainer,
  cart: Pick<CartSnapshot, "currency_code" | "lines">,
  numbers: LineNumbers,
): Promise<Basket> {
  const ids = cart.lines.flatMap((line) => (line.variant_id ? [line.variant_id] : []))
  const facts = await readVariants(container, ids)
  const keys = loyaltyService(container).options()
  const digits = digitsOf(cart.currency_code)
  return {
    currency_code: cart.currency_code,
    currency_digits: digits,
    lines: cart.lines
      .map((line) =>
        toBasketLine(line, { digits, facts, keys, line_number: numberOf(line, numbers) }),
      )
      .sort((a, b) => a.line_number - b.line_number),
  }
}

function numberOf(line: CartLine, numbers: LineNumbers): number {
  const number = numbers[line.id]
  invariant(number !== undefined, "every line of a basket must be numbered")
  return number
}

/** Where a shop keeps the facts that Medusa's products have no field for. */
type MetadataKeys = Pick<
  LoyaltyModuleOptions,
  | "merchandise_code_metadata_key"
  | "product_code_metadata_key"
  | "unit_of_measure_metadata_key"
  | "minimum_age_metadata_key"
>

/** What a basket line takes from its variant and product. */
type VariantFacts = Partial<
  Pick<ProductVariantDTO, "sku" | "barcode" | "upc" | "ean" | "metadata">
> & {
  product?: { metadata?: Record<string, unknown> | null } | null
}

/** What products say of these variants: one statement where it can be, else the module (ADR 19). */
export async function readVariants(
  container: MedusaContainer,
  ids: string[],
): Promise<Map<string, Variant>> {
  if (ids.length === 0) {
    return new Map()
  }
  const database = await hostTables(container, "product")
  const variants = database
    ? await readVariantRows(database, ids)
    : await readVariantsFromModule(container, ids)
  return new Map(variants.map((variant) => [variant.id, variant]))
}

interface Variant extends VariantFacts {
  id: string
}

async function readVariantRows(database: HostDatabase, ids: string[]): Promise<Variant[]> {
  const { rows } = await database.raw<{ rows: Variant[] }>(
    `SELECT v.id, v.sku, v.barcode, v.upc, v.ean, v.metadata,
            json_build_object('metadata', p.metadata) AS product
       FROM product_variant v LEFT JOIN product p ON p.id = v.product_id AND p.deleted_at IS NULL
      WHERE v.id = ANY (?) AND v.deleted_at IS NULL`,
    [ids],
  )
  return rows
}

/** The same from the product module, which costs several times as much. */
export async function readVariantsFromModule(
  container: MedusaContainer,
  ids: string[],
): Promise<Variant[]> {
  const products: IProductModuleService = container.resolve(Modules.PRODUCT)
  return products.listProductVariants(
    { id: ids },
    {
      select: ["id", "sku", "barcode", "upc", "ean", "metadata", "product.id", "product.metadata"],
      relations: ["product"],
      take: ids.length,
    },
  )
}

/** A cart line as engines understand it, with what its product says. */
export function toBasketLine(
  line: CartLine,
  context: {
    digits: number
    facts: ReadonlyMap<string, VariantFacts>
    keys: MetadataKeys
    line_number: number
  },
): BasketLine {
  const { digits, facts, keys, line_number } = context
  const variant = line.variant_id ? facts.get(line.variant_id) : undefined
  const metadata: Record<string, unknown> = { ...variant?.product?.metadata, ...variant?.metadata }
  return {
    line_number,
    line_item_id: line.id,
    sku: line.sku ?? variant?.sku ?? line.variant_id ?? line.id,
    title: line.title,
    quantity: line.quantity,
    unit_price_decimal: line.unit_price,
    regular_price_decimal: line.compare_at_unit_price,
    amount: lineCeiling(line, digits),
    foreign_discounts: line.adjustments
      .filter((adjustment) => !isOurs(adjustment))
      .map((adjustment) => ({
        id: adjustment.code ?? adjustment.promotion_id ?? adjustment.provider_id ?? "other",
        amount: Math.max(0, takenOff(line, adjustment, digits)),
        reason: adjustment.description ?? adjustment.code ?? "promotion",
      })),
    barcode: line.barcode ?? variant?.upc ?? variant?.ean ?? variant?.barcode ?? null,
    merchandise_code: text(metadata[keys.merchandise_code_metadata_key]),
    product_code: text(metadata[keys.product_code_metadata_key]),
    unit_of_measure: text(metadata[keys.unit_of_measure_metadata_key]) ?? "each",
    taxable: metadata["taxable"] !== false,
    is_tax_inclusive: line.is_tax_inclusive,
    minimum_age: minimumAge(metadata[keys.minimum_age_metadata_key]),
    discountable: line.is_discountable && !line.is_giftcard && metadata["deposit"] !== true,
  }
}

function text(value: unknown): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null
}

function minimumAge(value: unknown): number | null {
  const age = Number(value)
  return Number.isInteger(age) && age > 0 ? age : null
}

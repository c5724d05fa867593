import type {
  BigNumberInput,
  BigNumberRawValue,
  CartDTO,
  CartLineItemDTO,
  ICartModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { MathBN, Modules } from "@medusajs/framework/utils"

import {
  basketFingerprint,
  canonicalBasket,
  evaluationFingerprint,
  type BasketIdentity,
} from "../../../modules/loyalty/domain/fingerprint"
import { PROVIDER_ID } from "../../../modules/loyalty/domain/keys"
import { impatiently } from "../../../modules/loyalty/persistence/impatient-read"
import type { RewardSelection } from "../../../types/provider"
import { hostTables, type HostDatabase } from "./host-tables"
import { withoutNoise } from "./payable"

export interface CartAdjustment {
  readonly id: string
  /** Plain decimal in major units. */
  readonly amount: string
  readonly code: string | null
  readonly promotion_id: string | null
  readonly provider_id: string | null
  readonly description: string | null
  readonly is_tax_inclusive: boolean
}

export interface CartLine {
  readonly id: string
  readonly variant_id: string | null
  readonly product_id: string | null
  readonly title: string
  readonly sku: string | null
  readonly barcode: string | null
  readonly quantity: number
  readonly unit_price: string
  readonly compare_at_unit_price: string | null
  readonly is_tax_inclusive: boolean
  /** The sum of the line's tax rates, in percent. */
  readonly tax_percent: string
  readonly is_discountable: boolean
  readonly is_giftcard: boolean
  readonly adjustments: readonly CartAdjustment[]
}

/**
 * What loyalty needs of a cart, read fresh from the cart module: no remote joiner. Nobody changes
 * one: its fingerprint is made once.
 */
export interface CartSnapshot {
  readonly id: string
  readonly currency_code: string
  readonly region_id: string | null
  readonly sales_channel_id: string | null
  readonly customer_id: string | null
  readonly completed_at: string | null
  /**
   * Where credit lines pay for a part: what is left to pay without our discounts, tax included, in
   * major units. Null without credit lines.
   */
  readonly payable_without_ours: string | null
  readonly lines: readonly CartLine[]
}

/**
 * Reads a cart with its lines and adjustments; null when there is none. One statement where the
 * shop's tables are Medusa's own, else the cart module is asked (ADR 19).
 */
export async function readCart(
  container: MedusaContainer,
  cart_id: string,
): Promise<CartSnapshot | null> {
  const database = await hostTables(container, "cart")
  return database
    ? readCartRow(container, { database, cart_id, columns: CART_COLUMNS })
    : readCartFromModule(container, cart_id)
}

/**
 * The same as it stands, also where it became an order: for whoever holds its lock, because then
 * no other tab is half-way through changing it. No time is compared, and processes write times with
 * clocks of their own.
 */
export async function readPresentCart(
  container: MedusaContainer,
  cart_id: string,
): Promise<CartSnapshot | null> {
  const database = await hostTables(container, "cart")
  return database
    ? readCartRow(container, { database, cart_id, columns: PRESENT_COLUMNS })
    : readCartFromModule(container, cart_id)
}

/** The same from the cart module, which costs several times as much. */
export async function readCartFromModule(
  container: MedusaContainer,
  cart_id: string,
): Promise<CartSnapshot | null> {
  const cart = await load(container, cart_id, [...COLUMNS])
  if (!cart?.credit_lines?.length) {
    return cart ? toSnapshot(cart) : null
  }
  // Few carts have credit lines: only they pay for a second read, with the totals.
  const withTotal = await load(container, cart_id, [...COLUMNS, "total"])
  return withTotal ? toSnapshot(withTotal) : null
}

const COLUMNS = [
  "id",
  "currency_code",
  "region_id",
  "sales_channel_id",
  "customer_id",
  "completed_at",
] as const
const RELATIONS = ["items", "items.adjustments", "items.tax_lines", "credit_lines"]

async function load(
  container: MedusaContainer,
  cart_id: string,
  select: (keyof CartDTO)[],
): Promise<CartDTO | undefined> {
  const carts: ICartModuleService = container.resolve(Modules.CART)
  const [cart] = await carts.listCarts({ id: cart_id }, { select, relations: [...RELATIONS] })
  return cart
}

/**
 * Rows of a cart that were there at a moment, by the times that Medusa gave them; with no moment,
 * those that are there now.
 */
const columnsAsOf = (moment: string): string =>
  `c.id, c.currency_code, c.region_id, c.sales_channel_id, c.customer_id, c.completed_at,
         (SELECT json_agg(json_build_object(
             'id', i.id, 'title', i.title, 'variant_id', i.variant_id, 'product_id', i.product_id,
             'product_title', i.product_title, 'variant_sku', i.variant_sku,
             'variant_barcode', i.variant_barcode,
             'quantity', i.quantity,
             'raw_unit_price', i.raw_unit_price,
             'raw_compare_at_unit_price', i.raw_compare_at_unit_price,
             'is_tax_inclusive', i.is_tax_inclusive, 'is_discountable', i.is_discountable,
             'is_giftcard', i.is_giftcard,
             'adjustments', (SELECT json_agg(json_build_object(
                 'id', a.id, 'raw_amount', a.raw_amount, 'code', a.code,
                 'promotion_id', a.promotion_id, 'provider_id', a.provider_id,
                 'description', a.description, 'is_tax_inclusive', a.is_tax_inclusive))
               FROM cart_line_item_adjustment a
               WHERE a.item_id = i.id AND (a.deleted_at IS NULL OR a.deleted_at >= ${moment})
                 AND (${moment} IS NULL OR a.created_at <= ${moment})),
             'tax_lines', (SELECT json_agg(json_build_object('rate', t.rate))
               FROM cart_line_item_tax_line t
               WHERE t.item_id = i.id AND (t.deleted_at IS NULL OR t.deleted_at >= ${moment})
                 AND (${moment} IS NULL OR t.created_at <= ${moment}))))
           FROM cart_line_item i WHERE i.cart_id = c.id
            AND (i.deleted_at IS NULL OR i.deleted_at >= ${moment})) AS items,
         EXISTS (SELECT 1 FROM credit_line l
                  WHERE l.cart_id = c.id AND l.deleted_at IS NULL) AS has_credit`

/**
 * A cart that became an order is read as it was completed. When another tab removes a line of it,
 * Medusa takes the line out, sees that the cart is over and puts it back: an order that is placed
 * between the two must not lose the discount that was approved for its basket.
 */
const CART_COLUMNS = columnsAsOf("c.completed_at")
const PRESENT_COLUMNS = columnsAsOf("NULL::timestamptz")
const OF_ONE_CART = `FROM cart c WHERE c.id = ? AND c.deleted_at IS NULL`

async function readCartRow(
  container: MedusaContainer,
  { database, cart_id, columns }: { database: HostDatabase; cart_id: string; columns: string },
): Promise<CartSnapshot | null> {
  const { rows } = await database.raw<{ rows: CartRow[] }>(`SELECT ${columns} ${OF_ONE_CART}`, [
    cart_id,
  ])
  return rows[0] ? snapshotOf(container, rows[0]) : null
}

type CartRow = CartDTO & { has_credit: boolean }

/**
 * The same with a column that finds something for the cart `c`; null where the shop's carts are not
 * in Medusa's own tables.
 */
export async function readCartWith<Also>(
  container: MedusaContainer,
  cart_id: string,
  { column, bindings = [] }: { column: string; bindings?: readonly string[] },
): Promise<{ cart: CartSnapshot | null; also: Also | null } | null> {
  const database = await hostTables(container, "cart")
  if (!database) {
    return null
  }
  const [row] = await impatiently<CartRow & { also: Also }>(
    database,
    `SELECT ${column} AS also, ${CART_COLUMNS} ${OF_ONE_CART}`,
    [...bindings, cart_id],
  )
  return row
    ? { cart: await snapshotOf(container, row), also: row.also }
    : { cart: null, also: null }
}

async function snapshotOf(container: MedusaContainer, cart: CartRow): Promise<CartSnapshot | null> {
  // What credit lines leave to pay depends on the totals, which are Medusa's to compute.
  return cart.has_credit ? readCartFromModule(container, cart.id) : toSnapshot(cart)
}

/** The same view of a cart that Medusa already loaded, e.g. for a workflow hook. */
export function toSnapshot(cart: CartDTO): CartSnapshot {
  const lines = (cart.items ?? []).map(toLine).sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    id: cart.id,
    currency_code: cart.currency_code.toLowerCase(),
    region_id: cart.region_id ?? null,
    sales_channel_id: cart.sales_channel_id ?? null,
    customer_id: cart.customer_id ?? null,
    completed_at: cart.completed_at ? String(cart.completed_at) : null,
    payable_without_ours: cart.credit_lines?.length ? payableWithoutOurs(cart, lines) : null,
    lines,
  }
}

function payableWithoutOurs(cart: CartDTO, lines: readonly CartLine[]): string {
  const { raw_total } = cart as CartDTO & { raw_total?: BigNumberRawValue }
  const total = MathBN.convert(raw_total ?? cart.total)
  const ours = lines.flatMap((line) =>
    line.adjustments.filter(isOurs).map(({ amount, is_tax_inclusive }) => {
      const percent = is_tax_inclusive ? 0 : line.tax_percent
      return MathBN.mult(amount, MathBN.add(1, MathBN.div(percent, 100)))
    }),
  )
  return withoutNoise(MathBN.sum(total, ...ours))
}

type WithRaw = {
  raw_unit_price?: BigNumberRawValue
  raw_amount?: BigNumberRawValue
  raw_quantity?: BigNumberRawValue
  raw_compare_at_unit_price?: BigNumberRawValue
}

function toLine(item: CartLineItemDTO): CartLine {
  const raw = item as CartLineItemDTO & WithRaw
  const compareAt = raw.raw_compare_at_unit_price ?? item.compare_at_unit_price
  return {
    id: item.id,
    variant_id: item.variant_id ?? null,
    product_id: item.product_id ?? null,
    title: item.product_title ?? item.title,
    sku: item.variant_sku ?? null,
    barcode: item.variant_barcode ?? null,
    quantity: Number(decimal(raw.raw_quantity ?? item.quantity)),
    unit_price: decimal(raw.raw_unit_price ?? item.unit_price),
    compare_at_unit_price:
      compareAt === null || compareAt === undefined ? null : decimal(compareAt),
    is_tax_inclusive: item.is_tax_inclusive,
    tax_percent: decimal(MathBN.sum(0, ...(item.tax_lines ?? []).map(({ rate }) => rate))),
    is_discountable: item.is_discountable,
    is_giftcard: item.is_giftcard ?? false,
    adjustments: (item.adjustments ?? []).map((adjustment) => {
      const withRaw = adjustment as typeof adjustment & WithRaw & { is_tax_inclusive?: boolean }
      return {
        id: adjustment.id,
        amount: decimal(withRaw.raw_amount ?? adjustment.amount),
        code: adjustment.code ?? null,
        promotion_id: adjustment.promotion_id ?? null,
        provider_id: adjustment.provider_id ?? null,
        description: adjustment.description ?? null,
        is_tax_inclusive: withRaw.is_tax_inclusive ?? false,
      }
    }),
  }
}

/** A plain decimal without exponent, whatever of Medusa's number forms comes in. */
export function decimal(value: BigNumberInput | BigNumberRawValue): string {
  return MathBN.convert(value).toFixed()
}

/** Whether we wrote this adjustment. */
export function isOurs(adjustment: { provider_id?: string | null }): boolean {
  return adjustment.provider_id === PROVIDER_ID
}

interface Fingerprinted {
  /** The basket as one text. */
  canonical: string
  fingerprint: string
}

/** An evaluation asks several times for those of the same two carts. */
const fingerprinted = new WeakMap<CartSnapshot, Fingerprinted>()

function fingerprintsOf(cart: CartSnapshot): Fingerprinted {
  const known = fingerprinted.get(cart)
  if (known) {
    return known
  }
  const canonical = canonicalBasket(fingerprintIdentity(cart))
  const made = { canonical, fingerprint: basketFingerprint(canonical) }
  fingerprinted.set(cart, made)
  return made
}

/** Identifies the basket that an approval is for. */
export function fingerprintOf(cart: CartSnapshot): string {
  return fingerprintsOf(cart).fingerprint
}

/** Identifies what an engine was asked: the basket and the shopper's choices. */
export function evaluationFingerprintOf(cart: CartSnapshot, selection: RewardSelection): string {
  return evaluationFingerprint(fingerprintsOf(cart).canonical, selection)
}

/** What a fingerprint is made of: everything that an approved discount depends on. */
function fingerprintIdentity(cart: CartSnapshot): BasketIdentity {
  return {
    currency_code: cart.currency_code,
    sales_channel_id: cart.sales_channel_id,
    customer_id: cart.customer_id,
    payable_without_ours: cart.payable_without_ours,
    lines: cart.lines.map((line) => ({
      line_item_id: line.id,
      variant_id: line.variant_id,
      quantity: line.quantity,
      unit_price: line.unit_price,
      is_tax_inclusive: line.is_tax_inclusive,
      tax_percent: line.tax_percent,
      foreign_adjustments: line.adjustments.filter((adjustment) => !isOurs(adjustment)),
    })),
  }
}

import type { MedusaContainer } from "@medusajs/framework/types"
import {
  type BigNumber,
  ContainerRegistrationKeys,
  decorateCartTotals,
  getLineItemTotals,
} from "@medusajs/framework/utils"

import type { OrderPaymentState } from "../../../modules/loyalty/domain/finalize-policy"
import { digitsOf } from "../../../modules/loyalty/domain/money"
import type { OrderAdjustment } from "../../../modules/loyalty/domain/order-change"
import { hostTables } from "./host-tables"
import { orderAdjustments } from "./order-adjustments"
import { payable } from "./payable"
import { decimal } from "./read-cart"

export interface OrderLine {
  id: string
  variant_id: string | null
  product_id: string | null
  title: string
  sku: string | null
  barcode: string | null
  /** The order line that this one replaces, where whoever added it said so in its metadata. */
  substitutes: string | null
  unit_price: string
  quantity: number
  fulfilled: number
  delivered: number
  /** Received back, whether it can be sold again or not. */
  returned: number
  requires_shipping: boolean
  is_tax_inclusive: boolean
  /** Minor units, after all discounts, of the whole quantity. */
  tax: number
  /** In the line's own terms: with tax where its price contains it. */
  adjustments: OrderAdjustment[]
}

/** An order as loyalty reads it: always fresh, because events carry ids only. */
export interface OrderSnapshot {
  id: string
  status: string
  version: number
  currency_code: string
  customer_id: string | null
  /** Minor units. */
  total: number
  payment: OrderPaymentState
  created_at: string
  canceled_at: string | null
  completed_at: string | null
  /** When goods last left, or null. */
  last_fulfilled_at: string | null
  lines: OrderLine[]
}

type Numeric = string | number | { value: string }

export interface RawOrder {
  id: string
  status: string
  version: number
  currency_code: string
  customer_id?: string | null
  total: Numeric
  created_at: string | Date
  canceled_at?: string | Date | null
  items?: RawLine[]
  payment_collections?: { status: string }[]
  fulfillments?: { created_at: string | Date; canceled_at?: string | Date | null }[]
}

type QuantityField =
  | "quantity"
  | "fulfilled_quantity"
  | "delivered_quantity"
  | "return_received_quantity"
  | "return_dismissed_quantity"

interface RawLine {
  id: string
  variant_id?: string | null
  product_id?: string | null
  title: string
  product_title?: string | null
  variant_sku?: string | null
  variant_barcode?: string | null
  metadata?: Record<string, unknown> | null
  unit_price: Numeric
  quantity: Numeric
  requires_shipping?: boolean
  is_tax_inclusive?: boolean
  tax_total?: Numeric
  detail?: Partial<Record<QuantityField, Numeric>>
  tax_lines?: { rate: Numeric }[]
  adjustments?: { amount: Numeric; description?: string | null; is_tax_inclusive?: boolean }[]
}

const FIELDS = [
  "id",
  "status",
  "version",
  "currency_code",
  "customer_id",
  "total",
  "created_at",
  "canceled_at",
  "items.*",
  "items.detail.*",
  "items.adjustments.*",
  "items.tax_lines.rate",
  "items.tax_total",
  "payment_collections.status",
  "fulfillments.created_at",
  "fulfillments.canceled_at",
]

/**
 * Reads an order; null when there is none, e.g. because its completion was taken back. The rows are
 * one statement where the shop's tables are Medusa's own, else the modules are asked (ADR 19); the
 * totals are Medusa's to compute either way.
 */
export async function readOrder(
  container: MedusaContainer,
  order_id: string,
): Promise<OrderSnapshot | null> {
  const database = await hostTables(container, "orderRead")
  if (!database) {
    return readOrderFromModules(container, order_id)
  }
  const { rows } = await database.raw<{ rows: OrderLike[] }>(ORDER, [order_id])
  const [order] = rows
  return order ? toSnapshot(decorateCartTotals(order) as unknown as RawOrder) : null
}

type OrderLike = Parameters<typeof decorateCartTotals>[0]

/**
 * Lines, shipping methods, credit lines and adjustments of the order's own version: earlier versions
 * stay in the tables. A line's price of that version stands beside the one it was ordered at.
 */
const ORDER = `
  SELECT o.id, o.status, o.version, o.currency_code, o.customer_id, o.created_at, o.canceled_at,
         COALESCE((SELECT json_agg(json_build_object(
             'id', i.id, 'variant_id', i.variant_id, 'product_id', i.product_id,
             'title', i.title, 'product_title', i.product_title,
             'variant_sku', i.variant_sku, 'variant_barcode', i.variant_barcode,
             'metadata', COALESCE(d.metadata, i.metadata),
             'raw_unit_price', COALESCE(d.raw_unit_price, i.raw_unit_price),
             'raw_quantity', d.raw_quantity,
             'requires_shipping', i.requires_shipping, 'is_tax_inclusive', i.is_tax_inclusive,
             'detail', json_build_object(
               'raw_quantity', d.raw_quantity,
               'fulfilled_quantity', d.fulfilled_quantity,
               'delivered_quantity', d.delivered_quantity,
               'return_received_quantity', d.return_received_quantity,
               'return_dismissed_quantity', d.return_dismissed_quantity),
             'adjustments', COALESCE((SELECT json_agg(json_build_object(
                 'raw_amount', a.raw_amount, 'description', a.description,
                 'is_tax_inclusive', a.is_tax_inclusive) ORDER BY a.id)
               FROM order_line_item_adjustment a
               WHERE a.item_id = i.id AND a.version = d.version AND a.deleted_at IS NULL), '[]'),
             'tax_lines', COALESCE((SELECT json_agg(json_build_object('rate', t.rate) ORDER BY t.id)
               FROM order_line_item_tax_line t
               WHERE t.item_id = i.id AND t.deleted_at IS NULL), '[]')) ORDER BY i.id)
           FROM order_item d JOIN order_line_item i ON i.id = d.item_id AND i.deleted_at IS NULL
          WHERE d.order_id = o.id AND d.version = o.version AND d.deleted_at IS NULL), '[]') AS items,
         COALESCE((SELECT json_agg(json_build_object(
             'id', s.id, 'raw_amount', s.raw_amount, 'is_tax_inclusive', s.is_tax_inclusive,
             'adjustments', COALESCE((SELECT json_agg(json_build_object('raw_amount', a.raw_amount))
               FROM order_shipping_method_adjustment a
               WHERE a.shipping_method_id = s.id AND a.version = d.version
                 AND a.deleted_at IS NULL), '[]'),
             'tax_lines', COALESCE((SELECT json_agg(json_build_object('rate', t.rate))
               FROM order_shipping_method_tax_line t
               WHERE t.shipping_method_id = s.id AND t.deleted_at IS NULL), '[]')))
           FROM order_shipping d
           JOIN order_shipping_method s ON s.id = d.shipping_method_id AND s.deleted_at IS NULL
          WHERE d.order_id = o.id AND d.version = o.version AND d.deleted_at IS NULL), '[]')
           AS shipping_methods,
         COALESCE((SELECT json_agg(json_build_object('raw_amount', l.raw_amount))
           FROM order_credit_line l
          WHERE l.order_id = o.id AND l.version = o.version AND l.deleted_at IS NULL), '[]')
           AS credit_lines,
         COALESCE((SELECT json_agg(json_build_object('status', p.status) ORDER BY p.created_at, p.id)
           FROM order_payment_collection l
           JOIN payment_collection p ON p.id = l.payment_collection_id AND p.deleted_at IS NULL
          WHERE l.order_id = o.id AND l.deleted_at IS NULL), '[]') AS payment_collections,
         COALESCE((SELECT json_agg(json_build_object(
             'created_at', f.created_at, 'canceled_at', f.canceled_at))
           FROM order_fulfillment l
           JOIN fulfillment f ON f.id = l.fulfillment_id AND f.deleted_at IS NULL
          WHERE l.order_id = o.id AND l.deleted_at IS NULL), '[]') AS fulfillments
    FROM "order" o WHERE o.id = ? AND o.deleted_at IS NULL`

/** The same from the modules, over the remote joiner, which costs several times as much. */
export async function readOrderFromModules(
  container: MedusaContainer,
  order_id: string,
): Promise<OrderSnapshot | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({ entity: "order", fields: FIELDS, filters: { id: order_id } })
  const order = (data as unknown as RawOrder[])[0]
  return order ? toSnapshot(order) : null
}

/** The same view of an order that `query.graph` answered. */
export function toSnapshot(order: RawOrder): OrderSnapshot {
  const digits = digitsOf(order.currency_code)
  const minor = (value: Numeric | undefined): number => payable(value ?? 0, digits)
  const sent = (order.fulfillments ?? [])
    .filter((fulfillment) => !fulfillment.canceled_at)
    .map((fulfillment) => iso(fulfillment.created_at))
    .sort()
  return {
    id: order.id,
    status: order.status,
    version: order.version,
    currency_code: order.currency_code.toLowerCase(),
    customer_id: order.customer_id ?? null,
    total: minor(order.total),
    payment: paymentOf(order.payment_collections ?? []),
    created_at: iso(order.created_at),
    canceled_at: order.canceled_at ? iso(order.canceled_at) : null,
    completed_at: order.status === "completed" ? iso(order.created_at) : null,
    last_fulfilled_at: sent.at(-1) ?? null,
    lines: (order.items ?? []).map((line) => ({
      id: line.id,
      variant_id: line.variant_id ?? null,
      product_id: line.product_id ?? null,
      title: line.product_title ?? line.title,
      sku: line.variant_sku ?? null,
      barcode: line.variant_barcode ?? null,
      substitutes: substituted(line),
      unit_price: text(line.unit_price),
      quantity: Number(text(line.detail?.quantity ?? line.quantity)),
      fulfilled: Number(text(line.detail?.fulfilled_quantity)),
      delivered: Number(text(line.detail?.delivered_quantity)),
      returned: returnedOf(line),
      requires_shipping: line.requires_shipping ?? false,
      is_tax_inclusive: line.is_tax_inclusive ?? false,
      tax: payable(wholeTax(line), digits),
      adjustments: orderAdjustments(line, digits),
    })),
  }
}

/**
 * The tax of all that was ordered, as Medusa adds it up: its own figure leaves out what came back,
 * which for loyalty is taken back in its turn.
 */
function wholeTax(line: RawLine): Numeric | BigNumber {
  if (returnedOf(line) === 0) {
    return line.tax_total ?? 0
  }
  const quantity = line.detail?.quantity ?? line.quantity
  const whole = { ...line, quantity, detail: undefined }
  const item = whole as unknown as Parameters<typeof getLineItemTotals>[0]
  return getLineItemTotals(item, {}).tax_total
}

function returnedOf({ detail }: RawLine): number {
  const { return_received_quantity, return_dismissed_quantity } = detail ?? {}
  return Number(text(return_received_quantity)) + Number(text(return_dismissed_quantity))
}

/** Metadata of an order line that names the line it replaces. */
const SUBSTITUTES_KEY = "substitutes_line_item_id"

function substituted({ metadata }: RawLine): string | null {
  const id = metadata?.[SUBSTITUTES_KEY]
  return typeof id === "string" ? id : null
}

function text(value: Numeric | undefined): string {
  return decimal(value ?? 0)
}

function iso(value: string | Date): string {
  return new Date(value).toISOString()
}

/** Money counts as paid when any collection of the order holds or has taken some. */
function paymentOf(collections: readonly { status: string }[]): OrderPaymentState {
  const statuses = collections.map(({ status }) => status as OrderPaymentState)
  const best = [
    "completed",
    "captured",
    "partially_captured",
    "authorized",
    "partially_authorized",
  ] as const
  return best.find((status) => statuses.includes(status)) ?? statuses[0] ?? "none"
}

/** The cart an order came from; null for orders made from drafts. */
export function cartOfOrder(container: MedusaContainer, order_id: string): Promise<string | null> {
  return linked(container, { want: "cart_id", by: "order_id", id: order_id })
}

/** The order a cart became, if it did. */
export function cartOrder(container: MedusaContainer, cart_id: string): Promise<string | null> {
  return linked(container, { want: "order_id", by: "cart_id", id: cart_id })
}

type Key = "cart_id" | "order_id"

/** Medusa's link of an order and its cart: its row where the table is Medusa's own (ADR 19). */
async function linked(
  container: MedusaContainer,
  { want, by, id }: { want: Key; by: Key; id: string },
): Promise<string | null> {
  const database = await hostTables(container, "orderCart")
  if (database) {
    const { rows } = await database.raw<{ rows: Record<Key, string>[] }>(
      `SELECT ${want} FROM order_cart WHERE ${by} = ? AND deleted_at IS NULL LIMIT 1`,
      [id],
    )
    return rows[0]?.[want] ?? null
  }
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_cart",
    fields: ["cart_id", "order_id"],
    filters: { [by]: id },
  })
  return (data as Record<Key, string>[])[0]?.[want] ?? null
}

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { OrderPaymentState } from "../../../modules/loyalty/domain/finalize-policy"
import { digitsOf, toMinor } from "../../../modules/loyalty/domain/money"
import type { OrderAdjustment } from "../../../modules/loyalty/domain/order-change"
import { orderAdjustments } from "./order-adjustments"
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
  /** Minor units, after all discounts. */
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

/** Reads an order; null when there is none, e.g. because its completion was taken back. */
export async function readOrder(
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
  const minor = (value: Numeric | undefined): number => toMinor(text(value), digits)
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
      returned:
        Number(text(line.detail?.return_received_quantity)) +
        Number(text(line.detail?.return_dismissed_quantity)),
      requires_shipping: line.requires_shipping ?? false,
      is_tax_inclusive: line.is_tax_inclusive ?? false,
      tax: minor(line.tax_total),
      adjustments: orderAdjustments(line, digits),
    })),
  }
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
export async function cartOfOrder(
  container: MedusaContainer,
  order_id: string,
): Promise<string | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_cart",
    fields: ["cart_id", "order_id"],
    filters: { order_id },
  })
  return (data as { cart_id: string }[])[0]?.cart_id ?? null
}

/** The order a cart became, if it did. */
export async function cartOrder(
  container: MedusaContainer,
  cart_id: string,
): Promise<string | null> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "order_cart",
    fields: ["cart_id", "order_id"],
    filters: { cart_id },
  })
  return (data as { order_id: string }[])[0]?.order_id ?? null
}

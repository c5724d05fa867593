import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { TimedStatement } from "../../../modules/loyalty/persistence/impatient-read"

/** The shop's own database, as far as reading needs it. */
export interface HostDatabase {
  raw<T>(statement: string, bindings?: readonly unknown[]): Promise<T> & TimedStatement<T>
}

/** Tables of Medusa's modules that we read directly, with the columns we name. */
const COLUMNS = {
  cart: {
    cart: [
      "id",
      "currency_code",
      "region_id",
      "sales_channel_id",
      "customer_id",
      "completed_at",
      "deleted_at",
    ],
    cart_line_item: [
      "id",
      "cart_id",
      "title",
      "variant_id",
      "product_id",
      "product_title",
      "variant_sku",
      "variant_barcode",
      "quantity",
      "raw_unit_price",
      "raw_compare_at_unit_price",
      "is_tax_inclusive",
      "is_discountable",
      "is_giftcard",
      "deleted_at",
    ],
    cart_line_item_adjustment: [
      "id",
      "item_id",
      "raw_amount",
      "code",
      "promotion_id",
      "provider_id",
      "description",
      "is_tax_inclusive",
      "deleted_at",
    ],
    cart_line_item_tax_line: ["item_id", "rate", "deleted_at"],
    credit_line: ["cart_id", "deleted_at"],
  },
  cartTotal: {
    cart: ["id", "currency_code", "deleted_at"],
    cart_line_item: [
      "id",
      "cart_id",
      "quantity",
      "raw_unit_price",
      "is_tax_inclusive",
      "deleted_at",
    ],
    cart_line_item_adjustment: ["item_id", "raw_amount", "is_tax_inclusive", "deleted_at"],
    cart_line_item_tax_line: ["item_id", "rate", "deleted_at"],
    cart_shipping_method: ["id", "cart_id", "raw_amount", "is_tax_inclusive", "deleted_at"],
    cart_shipping_method_adjustment: ["shipping_method_id", "raw_amount", "deleted_at"],
    cart_shipping_method_tax_line: ["shipping_method_id", "rate", "deleted_at"],
    credit_line: ["cart_id", "raw_amount", "deleted_at"],
  },
  payment: {
    cart_payment_collection: ["cart_id", "payment_collection_id", "deleted_at"],
    payment_collection: ["id", "raw_amount", "deleted_at"],
    payment_session: ["id", "payment_collection_id", "raw_amount", "status", "deleted_at"],
  },
  product: {
    product_variant: ["id", "product_id", "sku", "barcode", "upc", "ean", "metadata", "deleted_at"],
    product: ["id", "metadata", "deleted_at"],
  },
  orderRead: {
    order: [
      "id",
      "status",
      "version",
      "currency_code",
      "customer_id",
      "created_at",
      "canceled_at",
      "deleted_at",
    ],
    order_item: [
      "order_id",
      "item_id",
      "version",
      "raw_unit_price",
      "raw_quantity",
      "fulfilled_quantity",
      "delivered_quantity",
      "return_received_quantity",
      "return_dismissed_quantity",
      "metadata",
      "deleted_at",
    ],
    order_line_item: [
      "id",
      "variant_id",
      "product_id",
      "title",
      "product_title",
      "variant_sku",
      "variant_barcode",
      "raw_unit_price",
      "requires_shipping",
      "is_tax_inclusive",
      "metadata",
      "deleted_at",
    ],
    order_line_item_adjustment: [
      "id",
      "item_id",
      "version",
      "raw_amount",
      "description",
      "is_tax_inclusive",
      "deleted_at",
    ],
    order_line_item_tax_line: ["id", "item_id", "rate", "deleted_at"],
    order_shipping: ["order_id", "shipping_method_id", "version", "deleted_at"],
    order_shipping_method: ["id", "raw_amount", "is_tax_inclusive", "deleted_at"],
    order_shipping_method_adjustment: ["shipping_method_id", "version", "raw_amount", "deleted_at"],
    order_shipping_method_tax_line: ["shipping_method_id", "rate", "deleted_at"],
    order_credit_line: ["order_id", "version", "raw_amount", "deleted_at"],
    order_payment_collection: ["order_id", "payment_collection_id", "deleted_at"],
    payment_collection: ["id", "status", "created_at", "deleted_at"],
    order_fulfillment: ["order_id", "fulfillment_id", "deleted_at"],
    fulfillment: ["id", "created_at", "canceled_at", "deleted_at"],
  },
  orderCart: {
    order_cart: ["order_id", "cart_id", "deleted_at"],
  },
  order: {
    order: ["id", "sales_channel_id", "is_draft_order", "created_at", "deleted_at"],
  },
} as const

/** What is read together: all of its columns are there, or the module is asked. */
export type HostTables = keyof typeof COLUMNS

const found = new WeakMap<object, Map<HostTables, Promise<boolean>>>()

/**
 * The shop's database, if it has these tables as this version of Medusa makes them; null when a
 * module keeps its rows elsewhere or a later version has other columns. Looked up once in a process.
 */
export async function hostTables(
  container: MedusaContainer,
  tables: HostTables,
): Promise<HostDatabase | null> {
  const database = container.resolve<HostDatabase>(ContainerRegistrationKeys.PG_CONNECTION, {
    allowUnregistered: true,
  })
  if (!database) {
    return null
  }
  const known = found.get(database) ?? new Map<HostTables, Promise<boolean>>()
  found.set(database, known)
  const looked = known.get(tables) ?? hasColumns(database, tables)
  known.set(tables, looked)
  try {
    return (await looked) ? database : null
  } catch (error) {
    // A database that did not answer says nothing about its tables.
    known.delete(tables)
    throw error
  }
}

async function hasColumns(database: HostDatabase, tables: HostTables): Promise<boolean> {
  const wanted = Object.entries(COLUMNS[tables])
  const { rows } = await database.raw<{ rows: { name: string }[] }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
      WHERE table_schema = ANY (current_schemas(false)) AND table_name = ANY (?)`,
    [wanted.map(([table]) => table)],
  )
  const present = new Set(rows.map(({ name }) => name))
  return wanted.every(([table, columns]) =>
    (columns as readonly string[]).every((column) => present.has(`${table}.${column}`)),
  )
}

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, decorateCartTotals } from "@medusajs/framework/utils"

import { hostTables } from "./host-tables"
import { decimal } from "./read-cart"

/**
 * The cart's total as Medusa computes it, in major units. The rows that make it are one statement
 * where the shop's tables are Medusa's own, else the cart module is asked (ADR 19); the sum is
 * Medusa's either way.
 */
export async function cartTotal(container: MedusaContainer, cart_id: string): Promise<string> {
  const database = await hostTables(container, "cartTotal")
  if (!database) {
    return cartTotalFromModule(container, cart_id)
  }
  const { rows } = await database.raw<{ rows: Priced[] }>(
    `SELECT ${PRICED} FROM cart c WHERE c.id = ? AND c.deleted_at IS NULL`,
    [cart_id],
  )
  return totalOf(rows[0] ?? null)
}

/** What `PRICED_BESIDE_CART` found comes to. */
export function totalOf(cart: Priced | null): string {
  return decimal(cart ? decorateCartTotals(cart).total : 0)
}

/** The same from the cart module, which costs as much as the route that shows the cart. */
export async function cartTotalFromModule(
  container: MedusaContainer,
  cart_id: string,
): Promise<string> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart",
    fields: ["id", "currency_code", "total"],
    filters: { id: cart_id },
  })
  return decimal((data as { total: number }[])[0]?.total ?? 0)
}

/** The rows that make a cart's total. */
export type Priced = Parameters<typeof decorateCartTotals>[0]

/** `raw_` columns become numbers of any length in Medusa's own hands. */
const PRICED = `c.id, c.currency_code,
         COALESCE((SELECT json_agg(json_build_object(
             'id', i.id, 'quantity', i.quantity, 'raw_unit_price', i.raw_unit_price,
             'is_tax_inclusive', i.is_tax_inclusive,
             'adjustments', COALESCE((SELECT json_agg(json_build_object(
                 'raw_amount', a.raw_amount, 'is_tax_inclusive', a.is_tax_inclusive))
               FROM cart_line_item_adjustment a
               WHERE a.item_id = i.id AND a.deleted_at IS NULL), '[]'),
             'tax_lines', COALESCE((SELECT json_agg(json_build_object('rate', t.rate))
               FROM cart_line_item_tax_line t
               WHERE t.item_id = i.id AND t.deleted_at IS NULL), '[]')))
           FROM cart_line_item i WHERE i.cart_id = c.id AND i.deleted_at IS NULL), '[]') AS items,
         COALESCE((SELECT json_agg(json_build_object(
             'id', s.id, 'raw_amount', s.raw_amount, 'is_tax_inclusive', s.is_tax_inclusive,
             'adjustments', COALESCE((SELECT json_agg(json_build_object('raw_amount', a.raw_amount))
               FROM cart_shipping_method_adjustment a
               WHERE a.shipping_method_id = s.id AND a.deleted_at IS NULL), '[]'),
             'tax_lines', COALESCE((SELECT json_agg(json_build_object('rate', t.rate))
               FROM cart_shipping_method_tax_line t
               WHERE t.shipping_method_id = s.id AND t.deleted_at IS NULL), '[]')))
           FROM cart_shipping_method s
          WHERE s.cart_id = c.id AND s.deleted_at IS NULL), '[]') AS shipping_methods,
         COALESCE((SELECT json_agg(json_build_object('raw_amount', l.raw_amount))
           FROM credit_line l
          WHERE l.cart_id = c.id AND l.deleted_at IS NULL), '[]') AS credit_lines`

/** The same as a column of a statement that reads a cart `c`. */
export const PRICED_BESIDE_CART = `(SELECT to_jsonb(priced) FROM (SELECT ${PRICED}) priced)`

/** A line of a cart, as far as loyalty looks at it. */
export interface LoyaltyCartItem {
  id: string
  variant_id?: string | null
  quantity: number
  unit_price: number
  is_tax_inclusive?: boolean
}

/**
 * The part of a Medusa cart that is read. A `StoreCart` of Medusa fits. Money in major units; what
 * is absent is not shown.
 */
export interface LoyaltyCart {
  id: string
  currency_code: string
  total?: number
  original_total?: number
  item_subtotal?: number
  original_item_total?: number
  shipping_subtotal?: number
  shipping_total?: number
  original_shipping_total?: number
  discount_subtotal?: number
  discount_total?: number
  tax_total?: number
  credit_line_total?: number
  customer_id?: string | null
  promotions?: { code?: string | null }[] | null
  items?: LoyaltyCartItem[] | null
}

/** The fields that `LoyaltyCart` needs, for a request of the shop's own. */
export const LOYALTY_CART_FIELDS =
  "+total,+original_total,+item_subtotal,+original_item_total,+shipping_subtotal,+shipping_total," +
  "+original_shipping_total,+discount_subtotal,+discount_total,+tax_total,+credit_line_total," +
  "+customer_id,*items,*promotions"

/**
 * What the engine's answer depends on, as far as a browser knows. Our own discounts are not part of
 * it, so writing them asks nothing again.
 */
export function basketKey(cart: LoyaltyCart | null): string {
  const lines = (cart?.items ?? [])
    .map(({ id, variant_id, quantity, unit_price }) =>
      [id, variant_id, quantity, unit_price].join(),
    )
    .sort()
  const codes = (cart?.promotions ?? []).map(({ code }) => code ?? "").sort()
  return JSON.stringify([cart?.id, cart?.currency_code, cart?.customer_id, lines, codes])
}

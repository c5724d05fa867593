import type { LoyaltyCart } from "./cart.js"
import type { StoreLoyaltySession } from "./http-types.js"

/** A line of the totals; amounts in major units, what is taken off below zero. */
export interface TotalsRow {
  kind: "items" | "savings" | "discounts" | "delivery" | "tip" | "tax" | "credit"
  amount: number
  /** What a row is made of: the rewards behind the savings. */
  details?: { label: string; amount: number }[]
}

export interface Totals {
  rows: TotalsRow[]
  total: number
  /** What it would be without savings and discounts; null where that is the same. */
  original: number | null
  /** Tax that is inside the prices, or null where tax is a row. */
  tax_included: number | null
  currency_code: string
}

/** Less than any currency's smallest coin: what floating point leaves over. */
const NOTHING = 0.0005

/**
 * The rows from the items to the total, in a way that adds up: net prices plus tax, or, where prices
 * include tax, gross prices with the tax named.
 */
export function totalsOf(
  cart: LoyaltyCart,
  session: StoreLoyaltySession | null,
  tip: number,
): Totals | null {
  if (cart.total === undefined) {
    return null
  }
  const gross = (cart.items ?? []).some(({ is_tax_inclusive }) => is_tax_inclusive)
  const items = gross ? cart.original_item_total : cart.item_subtotal
  // Before discounts, like the items: a promotion on the delivery stands in its own row.
  const delivery = gross
    ? (cart.original_shipping_total ?? cart.shipping_total)
    : cart.shipping_subtotal
  const discounts = (gross ? cart.discount_total : cart.discount_subtotal) ?? 0
  const savings = session?.discount_total ?? 0
  const credit = cart.credit_line_total ?? 0
  const original = cart.original_total ?? 0
  const rows: TotalsRow[] = [
    { kind: "items", amount: items ?? 0 },
    { kind: "savings", amount: -savings, details: savingsOf(session) },
    { kind: "discounts", amount: -(discounts - savings) },
    { kind: "delivery", amount: delivery ?? 0 },
    { kind: "tip", amount: tip },
    { kind: "tax", amount: gross ? 0 : (cart.tax_total ?? 0) },
    // Gift cards and store credit pay a part: they change neither prices nor tax.
    { kind: "credit", amount: -credit },
  ]
  return {
    rows: rows.filter(({ kind, amount }) => kind === "items" || isShown(kind, amount)),
    total: cart.total + tip,
    original: original - credit - cart.total > NOTHING ? original - credit + tip : null,
    tax_included: gross ? (cart.tax_total ?? null) : null,
    currency_code: cart.currency_code,
  }
}

/** Discounts may lag behind an unconfirmed choice: less than none is not shown. */
const isShown = (kind: TotalsRow["kind"], amount: number) =>
  kind === "savings" || kind === "discounts" || kind === "credit"
    ? amount < -NOTHING
    : amount > NOTHING

const savingsOf = (session: StoreLoyaltySession | null) =>
  (session?.rewards ?? [])
    .filter(({ state, amount }) => (state === "applied" || state === "accepted") && amount > 0)
    .map(({ description, amount }) => ({
      label: description,
      amount: -amount,
    }))

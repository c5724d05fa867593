import type { HttpTypes } from "@medusajs/types"

import { formatMoney } from "../../lib/money"

/** `$2.49`, or `from $1.99` where sizes differ; empty for what the region does not sell. */
export function priceLabel(variants: HttpTypes.StoreProductVariant[]): string {
  const prices = variants.flatMap(({ calculated_price }) =>
    calculated_price?.calculated_amount == null
      ? []
      : [
          {
            amount: calculated_price.calculated_amount,
            currency: calculated_price.currency_code ?? "usd",
          },
        ],
  )
  const [first, ...others] = prices.sort((a, b) => a.amount - b.amount)
  if (!first) {
    return ""
  }
  const label = formatMoney(first.amount, first.currency)
  return others.some(({ amount }) => amount !== first.amount) ? `from ${label}` : label
}

/** Whether at least one piece can be sold. */
export function isInStock(variant: HttpTypes.StoreProductVariant): boolean {
  return !variant.manage_inventory || (variant.inventory_quantity ?? 0) > 0
}

/** The age that the law asks of the buyer, where there is one. */
export function minimumAgeOf(product: {
  metadata?: Record<string, unknown> | null
}): number | undefined {
  const age = product.metadata?.["minimum_age"]
  return typeof age === "number" ? age : undefined
}

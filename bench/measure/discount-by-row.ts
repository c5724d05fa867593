import { setTimeout as sleep } from "node:timers/promises"

import { querySql } from "../lib/admin-connection"
import type { Shopper } from "../lib/shopper"
import type { World } from "../setup/world"
import type { Place } from "./place"

const LOOK_MS = 200
const LOOKS_MAX = 100

/** What is done to a shopper's cart before it is measured. */
export type Change = (place: Place, shopper: Shopper) => Promise<void>

interface Discount {
  sku: string
  amount: string
}

/**
 * Takes off a cart without a session what the plugin took off its latest one: what Medusa does with
 * any discount is on both sides then.
 */
export const discountByRow =
  (world: World): Change =>
  async ({ side, hasPlugin }, shopper) => {
    if (hasPlugin) {
      return
    }
    const discounts = await latestDiscounts(world)
    for (const { sku, amount } of discounts) {
      await querySql(
        side.databaseUrl,
        `insert into cart_line_item_adjustment (id, item_id, amount, raw_amount)
         select 'caliadj_' || id, id, $2::numeric,
                jsonb_build_object('value', $2::text, 'precision', 20)
           from cart_line_item where cart_id = $1 and variant_sku = $3`,
        [shopper.keys().cart_id, amount, sku],
      )
    }
  }

async function latestDiscounts({ plugin }: World): Promise<Discount[]> {
  // The plugin's first cart may be filled at this moment.
  for (let attempt = 0; attempt < LOOKS_MAX; attempt++) {
    const discounts = await querySql<Discount & Record<string, unknown>>(
      plugin.databaseUrl,
      `select l.variant_sku as sku, sum(a.amount)::text as amount
         from cart_line_item l join cart_line_item_adjustment a on a.item_id = l.id
        where a.deleted_at is null and l.cart_id = (
          select cart_id from loyalty_engine_session where discount_total > 0
           order by created_at desc limit 1)
        group by l.variant_sku`,
    )
    if (discounts.length > 0) {
      return discounts
    }
    await sleep(LOOK_MS)
  }
  throw new Error("The plugin's carts have no discount to compare with.")
}

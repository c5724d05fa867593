import { querySql } from "../lib/admin-connection"
import type { Place } from "./place"

/** What is done to a shopper's cart before it is measured. */
export type Change = (place: Place, shopper: CartHolder) => Promise<void>

interface CartHolder {
  keys: () => { cart_id: string }
}

/** One adjustment of a line, as its row says. */
type Discount = Record<
  "sku" | "id" | "amount" | "raw_amount" | "description" | "provider_id" | "is_tax_inclusive",
  unknown
>

/**
 * Gives each cart without a session the rows by which the plugin discounts one of its own, as many
 * and as long: what Medusa does with any discount is on both sides then. Each cart of the one side
 * stands for one of the other, in the order in which they come here.
 */
export function discountByRow(): Change {
  const models = new Line<Discount[]>()
  return async ({ side, hasPlugin }, shopper) => {
    const { cart_id } = shopper.keys()
    if (hasPlugin) {
      models.bring(await discountsOf(side.databaseUrl, cart_id))
    } else {
      await discount(side.databaseUrl, { cart_id, discounts: await models.next() })
    }
  }
}

/** The plugin's shopper was shown rewards before this: they are on the cart. */
async function discountsOf(databaseUrl: string, cart_id: string): Promise<Discount[]> {
  const discounts = await querySql<Discount>(
    databaseUrl,
    `select l.variant_sku as sku, a.id, a.amount::text as amount, a.raw_amount, a.description,
            a.provider_id, a.is_tax_inclusive
       from cart_line_item l join cart_line_item_adjustment a on a.item_id = l.id
      where l.cart_id = $1 and l.deleted_at is null and a.deleted_at is null
      order by a.id`,
    [cart_id],
  )
  if (discounts.length === 0) {
    throw new Error("The plugin's cart has no discount to compare with.")
  }
  return discounts
}

async function discount(
  databaseUrl: string,
  { cart_id, discounts }: { cart_id: string; discounts: Discount[] },
): Promise<void> {
  const put = await querySql(
    databaseUrl,
    `insert into cart_line_item_adjustment
       (id, item_id, amount, raw_amount, description, provider_id, is_tax_inclusive)
     select d.id, l.id, d.amount, d.raw_amount, d.description, d.provider_id, d.is_tax_inclusive
       from jsonb_to_recordset($2::jsonb) as d
            (sku text, id text, amount numeric, raw_amount jsonb, description text,
             provider_id text, is_tax_inclusive boolean)
       join cart_line_item l on l.variant_sku = d.sku
      where l.cart_id = $1 and l.deleted_at is null
     returning id`,
    [cart_id, JSON.stringify(discounts)],
  )
  if (put.length !== discounts.length) {
    throw new Error(`${put.length} of ${discounts.length} discounts found their line.`)
  }
}

/** Hands over in turn, whichever side comes first. */
class Line<T> {
  private readonly brought: T[] = []
  private readonly waiting: ((value: T) => void)[] = []

  bring(value: T): void {
    const first = this.waiting.shift()
    if (first) {
      first(value)
    } else {
      this.brought.push(value)
    }
  }

  next(): Promise<T> {
    const first = this.brought.shift()
    return first === undefined
      ? new Promise((resolve) => this.waiting.push(resolve))
      : Promise.resolve(first)
  }
}

import type { MedusaContainer } from "@medusajs/framework/types"

import {
  approvalBeside,
  LATEST_BESIDE_CART,
  LIVE_BESIDE_CART,
  OWNER_BESIDE_CART,
  ownerBeside,
  sessionBeside,
  SESSION_BESIDE_CART,
  wholeBeside,
} from "../../../modules/loyalty/persistence/beside-cart"
import type { StoreConfigRow } from "../../../modules/loyalty/persistence/config-types"
import type {
  SessionWithRewards,
  WholeSession,
} from "../../../modules/loyalty/persistence/state-service"
import type { SessionRow } from "../../../modules/loyalty/types/rows"
import { cartTotal, PRICED_BESIDE_CART, totalOf, type Priced } from "./cart-total"
import { hostTables, type HostTables } from "./host-tables"
import { loyaltyService } from "./loyalty"
import {
  PAYMENT_BESIDE_CART,
  readCartAndPayment,
  toPayment,
  type CartPayment,
  type CollectionRow,
} from "./payment-state"
import { readCart, readCartWith, type CartSnapshot } from "./read-cart"

/*
 * A cart and its session by one statement (ADR 19): every guard and every evaluation needs both.
 */

/** A cart that is paid for or about to be, with all that decides about its price. */
export interface Checkout {
  approval: SessionWithRewards
  cart: CartSnapshot | null
  payment: CartPayment
  /** What the cart costs, in major units. */
  price: string
}

/** Reads a cart that is paid for or about to be; null for one that never had loyalty. */
export async function readCheckout(
  container: MedusaContainer,
  cart_id: string,
): Promise<Checkout | null> {
  const read = (await isBeside(container, ["payment", "cartTotal"]))
    ? await readCartWith<CheckoutRow>(container, cart_id, { column: CHECKOUT })
    : null
  if (read?.cart) {
    return read.also && { cart: read.cart, ...checkoutFrom(read.also) }
  }
  const approval = await loyaltyService(container).latestApprovalOfCart(cart_id)
  if (!approval) {
    return null
  }
  const [found, price] = await Promise.all([
    readCartAndPayment(container, cart_id),
    cartTotal(container, cart_id),
  ])
  return { approval, ...found, price }
}

interface CheckoutRow {
  session: unknown
  payment: CollectionRow | null
  priced: Priced
}

/** Of a cart without a session, payment and total are not looked at. */
const CHECKOUT = `(SELECT jsonb_build_object('session', latest.session,
      'payment', ${PAYMENT_BESIDE_CART}, 'priced', ${PRICED_BESIDE_CART})
    FROM (SELECT ${LATEST_BESIDE_CART} AS session) latest WHERE latest.session IS NOT NULL)`

function checkoutFrom({ session, payment, priced }: CheckoutRow) {
  return {
    approval: approvalBeside(session),
    payment: toPayment(payment),
    price: totalOf(priced),
  }
}

/** Reads a cart with one of its sessions; null for the session of another cart, and an archived one. */
export async function readCartAndSession(
  container: MedusaContainer,
  { cart_id, session_id }: { cart_id: string; session_id: string },
): Promise<{ cart: CartSnapshot; stored: WholeSession } | null> {
  if (!(await isBeside(container, []))) {
    return null
  }
  const read = await readCartWith<unknown>(container, cart_id, {
    column: SESSION_BESIDE_CART,
    bindings: [session_id],
  })
  return read?.cart && read.also ? { cart: read.cart, stored: wholeBeside(read.also) } : null
}

/** A cart that a member wants to join. */
export interface CartToJoin {
  cart: CartSnapshot | null
  live: SessionRow | null
  /** The loyalty of the store that names the cart's channel, null where it was not looked for. */
  owner: StoreConfigRow | null
}

/** Reads a cart with its live session and with its store's loyalty, null for none. */
export async function readCartToJoin(
  container: MedusaContainer,
  cart_id: string,
): Promise<CartToJoin> {
  const read = (await isBeside(container, []))
    ? await readCartWith<Joining>(container, cart_id, { column: JOINING })
    : null
  if (read) {
    return { cart: read.cart, ...joiningFrom(read.also) }
  }
  const [cart, live] = await Promise.all([
    readCart(container, cart_id),
    loyaltyService(container).liveSessionOfCart(cart_id),
  ])
  return { cart, live, owner: null }
}

interface Joining {
  live: unknown
  owner: unknown
}

const JOINING = `jsonb_build_object('live', ${LIVE_BESIDE_CART}, 'owner', ${OWNER_BESIDE_CART})`

function joiningFrom(also: Joining | null): Omit<CartToJoin, "cart"> {
  return {
    live: also?.live ? sessionBeside(also.live) : null,
    owner: also?.owner ? ownerBeside(also.owner) : null,
  }
}

/** Whether a statement on our rows may look at the shop's carts. */
export const areCartsBeside = (container: MedusaContainer): Promise<boolean> =>
  isBeside(container, [])

/** Whether sessions are in the shop's database, and so are the carts and what else is read. */
async function isBeside(
  container: MedusaContainer,
  tables: readonly HostTables[],
): Promise<boolean> {
  for (const wanted of tables) {
    if (!(await hostTables(container, wanted))) {
      return false
    }
  }
  const database = await hostTables(container, "cart")
  return database !== null && loyaltyService(container).sharesDatabase(database)
}

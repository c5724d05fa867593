import type { BigNumberRawValue, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { hostTables } from "./host-tables"
import { decimal, readCart, readCartWith, type CartSnapshot } from "./read-cart"

export interface CartPaymentSession {
  id: string
  status: string
  amount: string
}

export interface CartPayment {
  collection_id: string | null
  /** What the collection asks for, in major units. */
  amount: string | null
  sessions: CartPaymentSession[]
}

/** Statuses that Medusa completes a cart with. */
const PROCESSABLE = ["pending", "requires_more", "authorized", "captured", "pending_authorization"]
const SETTLED = ["authorized", "captured", "pending_authorization"]

/**
 * The payment collection of a cart and its sessions, oldest first. One statement where the shop's
 * tables are Medusa's own, else the payment module is asked (ADR 19).
 */
export async function readPayment(
  container: MedusaContainer,
  cart_id: string,
): Promise<CartPayment> {
  const database = await hostTables(container, "payment")
  if (!database) {
    return readPaymentFromModule(container, cart_id)
  }
  const { rows } = await database.raw<{ rows: CollectionRow[] }>(paymentOf("?"), [cart_id])
  return toPayment(rows[0])
}

/**
 * A cart and its payment as of one moment, for whoever holds the cart's lock or is about to judge
 * what is paid: one statement where both are Medusa's own tables.
 */
export async function readCartAndPayment(
  container: MedusaContainer,
  cart_id: string,
): Promise<{ cart: CartSnapshot | null; payment: CartPayment }> {
  if (await hostTables(container, "payment")) {
    const read = await readCartWith<CollectionRow | null>(container, cart_id, {
      column: PAYMENT_BESIDE_CART,
    })
    if (read) {
      return { cart: read.cart, payment: toPayment(read.also) }
    }
  }
  const [cart, payment] = await Promise.all([
    readCart(container, cart_id),
    readPayment(container, cart_id),
  ])
  return { cart, payment }
}

/** What `PAYMENT_BESIDE_CART` found. */
export function toPayment(collection: CollectionRow | null | undefined): CartPayment {
  return {
    collection_id: collection?.id ?? null,
    amount: collection ? decimal(collection.raw_amount) : null,
    sessions: (collection?.sessions ?? []).map(({ id, status, raw_amount }) => ({
      id,
      status,
      amount: decimal(raw_amount),
    })),
  }
}

export interface CollectionRow {
  id: string
  raw_amount: BigNumberRawValue
  sessions: { id: string; status: string; raw_amount: BigNumberRawValue }[]
}

const paymentOf = (cart: string): string => `
  SELECT p.id, p.raw_amount,
         COALESCE((SELECT json_agg(json_build_object(
             'id', s.id, 'status', s.status, 'raw_amount', s.raw_amount) ORDER BY s.id)
           FROM payment_session s
          WHERE s.payment_collection_id = p.id AND s.deleted_at IS NULL), '[]') AS sessions
    FROM cart_payment_collection l
    JOIN payment_collection p ON p.id = l.payment_collection_id AND p.deleted_at IS NULL
   WHERE l.cart_id = ${cart} AND l.deleted_at IS NULL LIMIT 1`

/** The payment as a column of a statement that reads a cart `c`. */
export const PAYMENT_BESIDE_CART = `(SELECT to_jsonb(payment) FROM (${paymentOf("c.id")}) payment)`

/** The same from the payment module, over the remote joiner. */
export async function readPaymentFromModule(
  container: MedusaContainer,
  cart_id: string,
): Promise<CartPayment> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity: "cart_payment_collection",
    fields: [
      "payment_collection.id",
      "payment_collection.amount",
      "payment_collection.payment_sessions.id",
      "payment_collection.payment_sessions.status",
      "payment_collection.payment_sessions.amount",
    ],
    filters: { cart_id },
  })
  const collection = (data as { payment_collection?: RawCollection | null }[])[0]
    ?.payment_collection
  const sessions = [...(collection?.payment_sessions ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1))
  return {
    collection_id: collection?.id ?? null,
    amount: collection ? decimal(collection.amount) : null,
    sessions: sessions.map(({ id, status, amount }) => ({ id, status, amount: decimal(amount) })),
  }
}

interface RawCollection {
  id: string
  amount: number
  payment_sessions?: { id: string; status: string; amount: number }[]
}

/**
 * Those of many carts whose payment has begun and brought no money yet: one statement. Where the
 * shop's tables are not Medusa's own it names none, and each is to be looked at by itself.
 */
export async function cartsAwaitingPayment(
  container: MedusaContainer,
  cart_ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const database = await hostTables(container, "payment")
  if (!database) {
    return new Set()
  }
  const { rows } = await database.raw<{ rows: { cart_id: string }[] }>(AWAITING, [
    cart_ids,
    SETTLED,
  ])
  return new Set(rows.map(({ cart_id }) => cart_id))
}

const AWAITING = `
  SELECT l.cart_id
    FROM cart_payment_collection l
    JOIN payment_session s
      ON s.payment_collection_id = l.payment_collection_id AND s.deleted_at IS NULL
   WHERE l.cart_id = ANY (?) AND l.deleted_at IS NULL
   GROUP BY l.cart_id HAVING bool_and(s.status <> ALL (?))`

/** The session Medusa would complete the cart with: the first processable one. */
export function processableSession(
  sessions: readonly CartPaymentSession[],
): CartPaymentSession | null {
  return sessions.find((session) => PROCESSABLE.includes(session.status)) ?? null
}

/**
 * Whether money is held or taken already. From then on nobody may change the cart's total:
 * a refresh would delete the session while its webhook is on the way.
 */
export function isPaid(payment: CartPayment): boolean {
  return payment.sessions.some((session) => SETTLED.includes(session.status))
}

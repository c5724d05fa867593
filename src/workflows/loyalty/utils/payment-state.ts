import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { decimal } from "./read-cart"

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

/** The payment collection of a cart and its sessions. */
export async function readPayment(
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
  return {
    collection_id: collection?.id ?? null,
    amount: collection ? decimal(collection.amount) : null,
    sessions: (collection?.payment_sessions ?? []).map((session) => ({
      id: session.id,
      status: session.status,
      amount: decimal(session.amount),
    })),
  }
}

interface RawCollection {
  id: string
  amount: number
  payment_sessions?: { id: string; status: string; amount: number }[]
}

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

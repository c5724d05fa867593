import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type { SessionRow } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"
import type { CartSnapshot } from "../utils/read-cart"

interface Fit {
  session: SessionRow
  cart: CartSnapshot
  /** The request that changed the cart gave an e-mail address: it was no sign-in. */
  gave_email?: boolean
}

/**
 * Why a cart no longer belongs to its session: it moved to another sales channel, changed hands, or
 * changed its currency. Null when the session still fits.
 */
export async function misfit(container: MedusaContainer, fit: Fit): Promise<FailureReason | null> {
  const reason = await judged(container, fit)
  const { session } = fit
  const now = reason && (await loyaltyService(container).sessionById(session.id))
  // Another request may have given the session the cart's new customer since it was read.
  return now && now.customer_id !== session.customer_id
    ? judged(container, { ...fit, session: now })
    : reason
}

async function judged(
  container: MedusaContainer,
  { session, cart, gave_email = false }: Fit,
): Promise<FailureReason | null> {
  if (cart.sales_channel_id !== session.sales_channel_id) {
    return "channel_changed"
  }
  if (cart.currency_code !== session.currency_code) {
    return "currency_changed"
  }
  if (cart.customer_id === session.customer_id) {
    return null
  }
  return keepsOwner(container, { session, cart, gave_email })
}

/**
 * A guest who types an e-mail gets a guest customer from Medusa, or the account that has this
 * address, without its rights: that is still the same shopper. Whoever signs in, out or over is another owner, and the rewards of one are never shown to another.
 */
async function keepsOwner(
  container: MedusaContainer,
  { session, cart, gave_email = false }: Fit,
): Promise<FailureReason | null> {
  const ids = [session.customer_id, cart.customer_id].filter((id) => id !== null)
  const customers: ICustomerModuleService = container.resolve(Modules.CUSTOMER)
  const found = await customers.listCustomers(
    { id: ids },
    { select: ["id", "has_account"], take: ids.length },
  )
  const signed = found.filter((customer) => customer.has_account)
  const isTyped = gave_email && signed.every(({ id }) => id !== session.customer_id)
  if (found.length < ids.length || (signed.length > 0 && !isTyped)) {
    return "owner_changed"
  }
  await loyaltyService(container).adoptGuest({
    session_id: session.id,
    customer_id: cart.customer_id,
  })
  return null
}

import type { ICustomerModuleService, MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type { SessionRow } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"
import type { CartSnapshot } from "../utils/read-cart"

/**
 * Why a cart no longer belongs to its session: it moved to another sales channel, changed hands, or
 * changed its currency. Null when the session still fits.
 */
export async function misfit(
  container: MedusaContainer,
  session: SessionRow,
  cart: CartSnapshot,
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
  return keepsOwner(container, session, cart)
}

/**
 * A guest who types an e-mail gets a guest customer from Medusa: that is still the same shopper.
 * Whoever signs in, out or over is another owner, and the rewards of one are never shown to another.
 */
async function keepsOwner(
  container: MedusaContainer,
  session: SessionRow,
  cart: CartSnapshot,
): Promise<FailureReason | null> {
  const ids = [session.customer_id, cart.customer_id].filter((id) => id !== null)
  const customers: ICustomerModuleService = container.resolve(Modules.CUSTOMER)
  const found = await customers.listCustomers(
    { id: ids },
    { select: ["id", "has_account"], take: ids.length },
  )
  if (found.length < ids.length || found.some((customer) => customer.has_account)) {
    return "owner_changed"
  }
  await loyaltyService(container).adoptGuest({
    session_id: session.id,
    customer_id: cart.customer_id,
  })
  return null
}

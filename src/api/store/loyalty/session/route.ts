import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"

import { LoyaltyError } from "../../../../modules/loyalty/domain/errors"
import type { StoreLoyaltySessionResponse } from "../../../../types/http/store"
import {
  identifyMember,
  requireLoyaltyCart,
} from "../../../../workflows/loyalty/flows/identify-member"
import { accountOf } from "../../../../workflows/loyalty/utils/engine-account"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { answering, correlationId } from "../../../utils/answering"
import { presentSession } from "../present"
import type { StoreOpenLoyaltySessionType } from "../validators"

/** Opens the session of a cart for the logged-in customer's linked member, nothing typed. */
export const POST = answering<
  AuthenticatedMedusaRequest<StoreOpenLoyaltySessionType>,
  StoreLoyaltySessionResponse
>(async (req, res) => {
  const { cart_id } = req.validatedBody
  const customer_id = req.auth_context.actor_id
  const { cart, config } = await requireLoyaltyCart(req.scope, cart_id)
  if (cart.customer_id !== null && cart.customer_id !== customer_id) {
    throw new LoyaltyError("session_not_found", "There is no such cart")
  }
  const member = await loyaltyService(req.scope).memberOfCustomer(customer_id, accountOf(config))
  if (!member) {
    throw new LoyaltyError("not_linked", "No loyalty account is linked to this customer")
  }
  const state = await identifyMember(req.scope, {
    cart_id,
    identifier: null,
    member,
    customer_id,
    cause: { reason: "linked member", actor: customer_id, correlation_id: correlationId(req) },
  })
  res.json({ loyalty_session: await presentSession(req.scope, state, { with_token: true }) })
})

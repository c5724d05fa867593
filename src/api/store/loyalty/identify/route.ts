import type { MedusaRequest } from "@medusajs/framework/http"

import { normalizeIdentifier } from "../../../../modules/loyalty/domain/identifier"
import type { StoreLoyaltySessionResponse } from "../../../../types/http/store"
import { identifyMember } from "../../../../workflows/loyalty/flows/identify-member"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { answering, correlationId } from "../../../utils/answering"
import { presentSession } from "../present"
import { limitIdentify } from "../rate-limit"
import type { StoreIdentifyLoyaltyType } from "../validators"

/** Opens the loyalty session of a cart for the member with this phone, e-mail or card. */
export const POST = answering<MedusaRequest<StoreIdentifyLoyaltyType>, StoreLoyaltySessionResponse>(
  async (req, res) => {
    const { cart_id, ...input } = req.validatedBody
    const options = loyaltyService(req.scope).options()
    const identifier = normalizeIdentifier(input, options.default_country)
    await limitIdentify(req.scope, options.identify_rate_limit, {
      cart_id,
      identifier: `${identifier.kind}:${identifier.value}`,
      address: req.ip ?? "unknown",
    })
    const state = await identifyMember(req.scope, {
      cart_id,
      identifier,
      member: null,
      customer_id: null,
      cause: { reason: "identified", actor: "shopper", correlation_id: correlationId(req) },
    })
    res.json({ loyalty_session: await presentSession(req.scope, state, { with_token: true }) })
  },
)

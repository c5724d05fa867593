import type { MedusaContainer } from "@medusajs/framework/types"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { MemberRow } from "../../../modules/loyalty/types/rows"
import type { LoyaltyIdentifier } from "../../../types/provider"
import { loyaltyService } from "../utils/loyalty"
import { readOrder } from "../utils/read-order"
import { linkCustomer } from "./link-customer"

const PAID = ["authorized", "partially_captured", "captured", "completed"]

/**
 * Links a customer to the member whose identifier they gave, if they can prove that it is theirs:
 * they hold the token of a session opened with it, and the order of that session is their own and
 * paid. One answer for every missing proof, so that nothing is learnt by trying.
 *
 * @throws LoyaltyError `not_allowed`.
 */
export async function proveAndLink(
  container: MedusaContainer,
  input: {
    customer_id: string
    identifier: LoyaltyIdentifier
    proof: { session_id: string; token: string }
  },
): Promise<MemberRow> {
  const service = loyaltyService(container)
  const { proof, customer_id, identifier } = input
  const session = service.sessionTokenMatches(proof.session_id, proof.token)
    ? await service.sessionById(proof.session_id)
    : null
  const member = session && (await service.memberById(session.member_id))
  const order = session?.order_id ? await readOrder(container, session.order_id) : null
  const proven =
    session !== null &&
    member !== null &&
    order !== null &&
    order.customer_id === customer_id &&
    (order.total === 0 || PAID.includes(order.payment)) &&
    (await service.memberHasIdentifier(member, identifier))
  if (!proven) {
    throw new LoyaltyError(
      "not_allowed",
      "Linking needs proof of ownership: place an order with this identifier first",
    )
  }
  await linkCustomer(container, { member, customer_id, store_id: session.store_id })
  return (await service.memberById(member.id)) ?? member
}

import type { MedusaContainer } from "@medusajs/framework/types"

import type { SessionRow } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

/**
 * Puts a sync of balance and history into the outbox, so that a customer with a linked membership
 * sees in the account what an operation of the outbox just booked. Nobody else is shown a history.
 */
export async function fetchHistory(
  container: MedusaContainer,
  { session, operation_id }: { session: SessionRow; operation_id: string },
): Promise<void> {
  const service = loyaltyService(container)
  const member = await service.memberById(session.member_id)
  if (!member?.customer_id) {
    return
  }
  await service.enqueueOperation({
    kind: "sync",
    subject_id: operation_id,
    customer_id: member.customer_id,
    member_id: member.id,
    store_id: session.store_id,
    provider_id: session.provider_id,
    due: true,
  })
}

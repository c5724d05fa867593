import type { MedusaContainer } from "@medusajs/framework/types"

import type { Claim } from "../../../../modules/loyalty/persistence/outbox-service"
import { accountOf, isOfAccount } from "../../utils/engine-account"
import { loyaltyService } from "../../utils/loyalty"
import type { Attempt, ClaimedOperation } from "../drain-operations"
import { newCorrelationId } from "../engine"

const PAGES_MAX = 20

/** Fetches a member's balance and history, page by page; entries already known stay as they are. */
export async function runSync(
  container: MedusaContainer,
  operation: ClaimedOperation,
  claim: Claim,
): Promise<Attempt> {
  const service = loyaltyService(container)
  const member = operation.member_id ? await service.memberById(operation.member_id) : null
  const config = await service.storeConfig(operation.store_id)
  // Of one who is erased, or about to be, nothing new is kept, and no engine knows an erased id.
  if (!member || member.erase_requested_at !== null) {
    return { kind: "done" }
  }
  // The member is one engine account's; the store may have moved to another, whose ids are others'.
  if (!config?.enabled || !isOfAccount(member, accountOf(config))) {
    return { kind: "done" }
  }
  const provider = service.provider(config.provider_id)
  const connection = await service.connectionFor(config)
  if (!provider.capabilities(connection).has("history")) {
    return { kind: "done" }
  }
  let cursor: string | null = null
  for (let page = 0; page < PAGES_MAX; page++) {
    const reply = await provider.history(
      { connection, correlation_id: newCorrelationId() },
      { provider_member_id: member.provider_member_id, cursor },
    )
    if (!reply.ok) {
      return { kind: "failed", failure: reply.error }
    }
    const history = reply.value
    const stored = await service.storeSynced(claim, { member_id: member.id, history })
    cursor = history.next_cursor
    if (!stored || cursor === null) {
      break
    }
  }
  return { kind: "done" }
}

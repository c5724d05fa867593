import type { MedusaContainer } from "@medusajs/framework/types"

import type { Cause } from "../../../modules/loyalty/types/rows"
import type { AdminLoyaltyOperation } from "../../../types/http/admin"
import { loyaltyService } from "../../../workflows/loyalty/utils/loyalty"
import { replayOperationsWorkflow } from "../../../workflows/loyalty/workflows/replay-operations"
import { OPERATION_FIELDS, operationView } from "./session-views"

/**
 * Makes operations due at once and answers those that are.
 *
 * @throws LoyaltyError `not_allowed` when none of them waits or was given up on.
 */
export async function replayOperations(
  container: MedusaContainer,
  ids: string[],
  cause: Cause,
): Promise<AdminLoyaltyOperation[]> {
  const { result } = await replayOperationsWorkflow(container).run({ input: { ids, cause } })
  const operations = await loyaltyService(container).listLoyaltyOperations(
    { id: result },
    { select: [...OPERATION_FIELDS], take: result.length },
  )
  return operations.map(operationView)
}

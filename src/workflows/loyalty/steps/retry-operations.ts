import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface RetryOperationsInput {
  session_id?: string
  ids?: string[]
  /** Why, and by which admin user: both stand in the audit. */
  cause: Cause
}

/**
 * This step makes operations due at once. It has no compensation: the drain may have sent them
 * already, and sending is what was asked for.
 *
 * @throws LoyaltyError `session_not_found`, or `not_allowed` when nothing waits to be sent.
 */
export const retryOperationsStep = createStep(
  { name: "loyalty-retry-operations", noCompensation: true },
  async (input: RetryOperationsInput, { container }) => {
    const service = loyaltyService(container)
    if (input.session_id !== undefined && !(await service.sessionById(input.session_id))) {
      throw new LoyaltyError("session_not_found", "No such loyalty session")
    }
    const retried = await service.retryOperations(input)
    if (retried.length === 0) {
      throw new LoyaltyError(
        "not_allowed",
        "Nothing to retry: no operation waits, is unanswered or was given up on",
      )
    }
    return new StepResponse<string[]>(retried.map(({ id }) => id))
  },
)

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { StoredEvaluation } from "../../../modules/loyalty/persistence/evaluation-service"
import type { WholeSession } from "../../../modules/loyalty/persistence/state-service"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { LOYALTY_EVENTS } from "../../../types/events"
import { emitHint } from "../utils/emit-hint"
import { loyaltyService } from "../utils/loyalty"
import { restoreApproval, withDiscounts, type PreviousApproval } from "../utils/with-discounts"
import type { WriteDiscountsInput, WriteOutcome } from "../utils/write-discounts"
import { refreshPaymentWorkflow } from "../workflows/refresh-payment"

export interface ApplyEvaluationInput {
  discounts: WriteDiscountsInput
  evaluation: StoredEvaluation
}

/** Why it is put back is what the caller has to know: what keeps it from being put back, the log. */
async function putBack(container: MedusaContainer, previous: PreviousApproval): Promise<void> {
  try {
    await restoreApproval(container, previous)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(
      `loyalty: the discounts of cart ${previous.cart_id} were not put back: ${safeMessage(error)}`,
    )
  }
}

export interface AppliedEvaluation {
  outcome: WriteOutcome
  /** The session as the evaluation left it; null where it was not stored. */
  stored: WholeSession | null
}

/**
 * Makes our adjustments on a cart what the engine granted for its basket and stores the approval, at
 * once and under the cart's lock, if the basket is still that one; then lets the payment collection
 * follow the new total. Where it cannot follow, approval and discounts are put back.
 *
 * No workflow: most carts have no payment yet when they are evaluated, so that there is nothing to
 * undo, and a workflow costs as much as all of the statements here.
 *
 * @throws LoyaltyError `version_conflict` when the session ended or moved on meanwhile.
 */
export async function applyEvaluation(
  container: MedusaContainer,
  { discounts, evaluation }: ApplyEvaluationInput,
): Promise<AppliedEvaluation> {
  const { output, undo, also } = await withDiscounts(container, discounts, {
    when: (outcome) => outcome === "written",
    also: async () => {
      const stored = await loyaltyService(container).storeEvaluation(evaluation)
      if (!stored) {
        throw new LoyaltyError("version_conflict", "The loyalty session moved on; evaluate again")
      }
      return stored
    },
  })
  const { cart_id } = discounts
  if (output.has_payment) {
    try {
      await refreshPaymentWorkflow(container).run({ input: { cart_id } })
    } catch (error) {
      const approval = also?.previous ?? null
      await putBack(container, { cart_id, approval, discounts: undo })
      throw error
    }
  }
  if (output.outcome === "written") {
    // Nobody waits for a hint, least of all where the bus is down.
    void emitHint(container, LOYALTY_EVENTS.REWARDS_EVALUATED, { id: evaluation.session_id })
  }
  return { outcome: output.outcome, stored: also }
}

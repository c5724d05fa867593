import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { StoredEvaluation } from "../../../modules/loyalty/persistence/evaluation-service"
import type { WholeSession } from "../../../modules/loyalty/persistence/state-service"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import { LOYALTY_EVENTS } from "../../../types/events"
import { emitHint } from "../utils/emit-hint"
import { loyaltyService } from "../utils/loyalty"
import type { CallRecords } from "../utils/recorded-engine"
import { restoreApproval, withDiscounts, type PreviousApproval } from "../utils/with-discounts"
import type { WriteDiscountsInput, WriteOutcome } from "../utils/write-discounts"
import { refreshPaymentWorkflow } from "../workflows/refresh-payment"

export interface ApplyEvaluationInput {
  discounts: WriteDiscountsInput
  evaluation: StoredEvaluation
  /** The calls that it took, which are stored with it. */
  records: CallRecords
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
  { discounts, evaluation, records }: ApplyEvaluationInput,
): Promise<AppliedEvaluation> {
  const { output, undo, also } = await withDiscounts(container, discounts, {
    when: (outcome) => outcome === "written",
    also: async () => {
      const service = loyaltyService(container)
      const stored = await records.storedBy((calls) =>
        service.storeEvaluation({ ...evaluation, calls }),
      )
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
      await takeBack(container, evaluation.session_id, { cart_id, approval, discounts: undo })
      throw error
    }
  }
  if (output.outcome === "written") {
    // Nobody waits for a hint, least of all where the bus is down.
    void emitHint(container, LOYALTY_EVENTS.REWARDS_EVALUATED, { id: evaluation.session_id })
  }
  return { outcome: output.outcome, stored: also }
}

/** The caller has to know why it is taken back; what keeps it from being taken back is logged. */
async function takeBack(
  container: MedusaContainer,
  session_id: string,
  previous: PreviousApproval,
): Promise<void> {
  try {
    await restoreApproval(container, previous)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.error(
      `loyalty: the discounts of ${session_id} were not taken back: ${safeMessage(error)}`,
    )
  }
}

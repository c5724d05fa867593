import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { StoredEvaluation } from "../../../modules/loyalty/persistence/evaluation-service"
import { loyaltyService } from "../utils/loyalty"
import { restoreApproval, withDiscounts, type PreviousApproval } from "../utils/with-discounts"
import type { WriteDiscountsInput, WriteDiscountsOutput } from "../utils/write-discounts"

export interface ApplyEvaluationInput {
  discounts: WriteDiscountsInput
  evaluation: StoredEvaluation
}

/**
 * This step makes our adjustments on a cart what the engine granted for its basket and stores the
 * approval, at once, if the basket is still that one. When the workflow fails later, the previous
 * approval is put back with its discounts.
 *
 * @throws LoyaltyError `version_conflict` when the session ended or moved on meanwhile.
 */
export const applyEvaluationStep = createStep(
  "loyalty-apply-evaluation-to-cart",
  async ({ discounts, evaluation }: ApplyEvaluationInput, { container }) => {
    const { output, undo, also } = await withDiscounts(container, discounts, {
      when: (outcome) => outcome === "written",
      also: async () => {
        const stored = await loyaltyService(container).storeEvaluation(evaluation)
        if (!stored) {
          throw new LoyaltyError("version_conflict", "The loyalty session moved on; evaluate again")
        }
        return stored.previous
      },
    })
    return new StepResponse<WriteDiscountsOutput, PreviousApproval>(output, {
      cart_id: discounts.cart_id,
      approval: also,
      discounts: undo,
    })
  },
  async (undo, { container }) => {
    if (undo) {
      await restoreApproval(container, undo)
    }
  },
)

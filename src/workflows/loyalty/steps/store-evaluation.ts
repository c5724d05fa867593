import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type {
  PreviousEvaluation,
  StoredEvaluation,
} from "../../../modules/loyalty/persistence/evaluation-service"
import { loyaltyService } from "../utils/loyalty"

/**
 * This step stores what the engine granted for a basket. When the workflow fails later, the
 * previous approval is put back.
 *
 * @throws LoyaltyError `version_conflict` when the session ended or moved on meanwhile, so that
 * the discounts written just before are undone.
 */
export const storeEvaluationStep = createStep(
  "loyalty-store-evaluation",
  async (input: StoredEvaluation, { container }) => {
    const stored = await loyaltyService(container).storeEvaluation(input)
    if (!stored) {
      throw new LoyaltyError("version_conflict", "The loyalty session moved on; evaluate again")
    }
    const { version } = stored.session
    return new StepResponse<{ version: number }, PreviousEvaluation>({ version }, stored.previous)
  },
  async (previous, { container }) => {
    if (previous) {
      await loyaltyService(container).restoreEvaluation(previous)
    }
  },
)

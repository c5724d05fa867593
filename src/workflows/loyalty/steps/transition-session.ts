import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { FailureReason, SessionStatus } from "../../../modules/loyalty/domain/session-machine"
import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"

export interface TransitionSessionInput {
  session_id: string
  to: SessionStatus
  failure_reason: FailureReason | null
  cause: Cause
}

/**
 * This step moves a session along the machine. When the workflow fails later, it moves back, and
 * the audit shows both moves.
 */
export const transitionSessionStep = createStep(
  "loyalty-transition-session",
  async (input: TransitionSessionInput, { container }) => {
    const service = loyaltyService(container)
    const before = await service.sessionById(input.session_id)
    try {
      const session = await service.transitionSession({
        ...input.cause,
        session_id: input.session_id,
        to: input.to,
        patch: { failure_reason: input.failure_reason },
      })
      return new StepResponse<SessionRow, Undo | null>(
        session,
        before ? { session_id: session.id, back_to: before.status, cause: input.cause } : null,
      )
    } catch (error) {
      // Somebody else made the same move a moment ago: nothing is left to do, nor to undo.
      const now = isIllegal(error) ? await service.sessionById(input.session_id) : null
      if (now?.status !== input.to) {
        throw error
      }
      return new StepResponse<SessionRow, Undo | null>(now, null)
    }
  },
  async (undo, { container }) => {
    if (undo) {
      await loyaltyService(container).undoTransition({
        ...undo.cause,
        reason: `undone: ${undo.cause.reason}`,
        session_id: undo.session_id,
        back_to: undo.back_to,
      })
    }
  },
)

function isIllegal(error: unknown): boolean {
  return isLoyaltyError(error) && error.code === "illegal_transition"
}

interface Undo {
  session_id: string
  back_to: SessionStatus
  cause: Cause
}

import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { OpenSessionInput } from "../../../modules/loyalty/persistence/session-service"
import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import { loyaltyService } from "../utils/loyalty"
import { forgetWithoutSession } from "../utils/without-session"

export interface OpenSessionStepInput {
  session: OpenSessionInput
  cause: Cause
}

/**
 * This step opens the session of a cart. When the workflow fails later, the session fails as
 * released, so that the cart is free for another.
 */
export const openSessionStep = createStep(
  "loyalty-open-session",
  async (input: OpenSessionStepInput, { container }) => {
    const session = await loyaltyService(container).openSession(input.session, input.cause)
    forgetWithoutSession(session.cart_id)
    return new StepResponse<SessionRow, Undo>(session, {
      session_id: session.id,
      cause: input.cause,
    })
  },
  async (undo, { container }) => {
    if (!undo) {
      return
    }
    const service = loyaltyService(container)
    const session = await service.sessionById(undo.session_id)
    if (session?.status === "active") {
      await service.transitionSession({
        ...undo.cause,
        reason: "undone: could not be opened",
        session_id: session.id,
        to: "failed",
        patch: { failure_reason: "released" },
      })
    }
  },
)

interface Undo {
  session_id: string
  cause: Cause
}

import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"
import { refreshPaymentCollectionForCartWorkflow } from "@medusajs/medusa/core-flows"

import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { LOYALTY_EVENTS } from "../../../types/events"
import { checkReleasedStep } from "../steps/check-released"
import { enqueueCancelStep } from "../steps/enqueue-cancel"
import { transitionSessionStep } from "../steps/transition-session"
import { writeDiscountsStep } from "../steps/write-discounts"
import { announce } from "../utils/announce"

export interface ReleaseSessionInput {
  session_id: string
  cart_id: string
  failure_reason: FailureReason
  cause: Cause
}

export const releaseSessionWorkflowId = "loyalty-release-session"

/**
 * Ends a session before its order: discounts off the cart, session failed with the reason, payment
 * collection refreshed, and a cancel for engines that want to know. A cart that is paid for keeps
 * its session.
 *
 * The discounts go twice. While the session is still active, a change that is being undone may put
 * them back after they went; once it has failed, nobody does.
 *
 * @summary Release a loyalty session.
 */
export const releaseSessionWorkflow = createWorkflow(
  releaseSessionWorkflowId,
  (input: ReleaseSessionInput) => {
    const nothing = transform({ input }, ({ input }) => ({
      cart_id: input.cart_id,
      basket_fingerprint: null,
      wanted: [],
      background: false,
    }))
    const written = writeDiscountsStep(nothing)
    checkReleasedStep(
      transform({ input, written }, ({ input, written }) => ({ cart_id: input.cart_id, written })),
    )
    const session = transitionSessionStep(
      transform({ input }, ({ input }) => ({
        session_id: input.session_id,
        to: "failed" as const,
        failure_reason: input.failure_reason,
        cause: input.cause,
      })),
    )
    const swept = writeDiscountsStep(nothing).config({ name: "loyalty-sweep-discounts" })
    enqueueCancelStep(
      transform({ input }, ({ input }) => ({
        session_id: input.session_id,
        reason: input.failure_reason,
      })),
    )
    when("loyalty-release-changed-total", { written, swept }, ({ written, swept }) => {
      return written.has_payment || swept.has_payment
    }).then(() => {
      refreshPaymentCollectionForCartWorkflow.runAsStep({
        input: transform({ input }, ({ input }) => ({ cart_id: input.cart_id })),
      })
    })
    announce(
      LOYALTY_EVENTS.SESSION_FAILED,
      transform({ input }, ({ input }) => ({
        id: input.session_id,
        reason: input.failure_reason,
      })),
    )
    return new WorkflowResponse(session)
  },
)

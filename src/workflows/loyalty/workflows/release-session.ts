import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { LOYALTY_EVENTS } from "../../../types/events"
import { endSessionStep } from "../steps/end-session"
import { enqueueCancelStep } from "../steps/enqueue-cancel"
import { refreshPaymentStep } from "../steps/refresh-payment"
import { announce } from "../utils/announce"
import { isReleased } from "../utils/end-with-cart"

export interface ReleaseSessionInput {
  session_id: string
  cart_id: string
  failure_reason: FailureReason
  cause: Cause
  /** True leaves a cart alone whose payment has begun. */
  background?: boolean
}

export const releaseSessionWorkflowId = "loyalty-release-session"

/**
 * Ends a session before its order: discounts off the cart, session failed with the reason, payment
 * collection refreshed, and a cancel for engines that want to know. Whether there is still time for
 * it is decided under the cart's lock: a cart that became an order, or is being paid, keeps its
 * session with its discounts, so that the order burns the points it was sold for. The result says
 * how that went: `written` and `gone` mean that the session ended.
 *
 * @summary Release a loyalty session.
 */
export const releaseSessionWorkflow = createWorkflow(
  releaseSessionWorkflowId,
  (input: ReleaseSessionInput) => {
    const ended = endSessionStep(
      transform({ input }, ({ input }) => ({ ...input, background: input.background ?? false })),
    )
    when("loyalty-release-changed-total", { ended }, ({ ended }) => ended.has_payment).then(() => {
      refreshPaymentStep(transform({ input }, ({ input }) => ({ cart_id: input.cart_id })))
    })
    // After all that can fail: what the engine was told cannot be taken back.
    when("loyalty-release-in-time", { ended }, ({ ended }) => isReleased(ended.outcome)).then(
      () => {
        enqueueCancelStep(
          transform({ input }, ({ input }) => ({
            session_id: input.session_id,
            reason: input.failure_reason,
          })),
        )
      },
    )
    when("loyalty-release-announced", { ended }, ({ ended }) => {
      return isReleased(ended.outcome)
    }).then(() => {
      announce(
        LOYALTY_EVENTS.SESSION_FAILED,
        transform({ input }, ({ input }) => ({
          id: input.session_id,
          reason: input.failure_reason,
        })),
      )
    })
    return new WorkflowResponse(transform({ ended }, ({ ended }) => ({ outcome: ended.outcome })))
  },
)

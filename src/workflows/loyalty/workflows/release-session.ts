import {
  createWorkflow,
  transform,
  when,
  WorkflowResponse,
} from "@medusajs/framework/workflows-sdk"

import type { FailureReason } from "../../../modules/loyalty/domain/session-machine"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { LOYALTY_EVENTS } from "../../../types/events"
import { enqueueCancelStep } from "../steps/enqueue-cancel"
import { refreshPaymentStep } from "../steps/refresh-payment"
import { transitionSessionStep } from "../steps/transition-session"
import { writeDiscountsStep, type WriteOutcome } from "../steps/write-discounts"
import { announce } from "../utils/announce"

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
      background: input.background ?? false,
    }))
    const written = writeDiscountsStep(nothing)
    const swept = when("loyalty-release-in-time", { written }, ({ written }) => {
      return isReleased(written.outcome)
    }).then(() => {
      transitionSessionStep(
        transform({ input }, ({ input }) => ({
          session_id: input.session_id,
          to: "failed" as const,
          failure_reason: input.failure_reason,
          cause: input.cause,
        })),
      )
      enqueueCancelStep(
        transform({ input }, ({ input }) => ({
          session_id: input.session_id,
          reason: input.failure_reason,
        })),
      )
      return writeDiscountsStep(nothing).config({ name: "loyalty-sweep-discounts" })
    })
    when("loyalty-release-changed-total", { written, swept }, ({ written, swept }) => {
      return written.has_payment || swept?.has_payment === true
    }).then(() => {
      refreshPaymentStep(transform({ input }, ({ input }) => ({ cart_id: input.cart_id })))
    })
    when("loyalty-release-announced", { written }, ({ written }) => {
      return isReleased(written.outcome)
    }).then(() => {
      announce(
        LOYALTY_EVENTS.SESSION_FAILED,
        transform({ input }, ({ input }) => ({
          id: input.session_id,
          reason: input.failure_reason,
        })),
      )
    })
    return new WorkflowResponse(
      transform({ written }, ({ written }) => ({ outcome: written.outcome })),
    )
  },
)

/** Whether the cart let its session go. */
export function isReleased(outcome: WriteOutcome): outcome is "written" | "gone" {
  return outcome === "written" || outcome === "gone"
}

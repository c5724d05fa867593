import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { isLoyaltyError, LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import type { LoyaltyModuleService } from "../../../modules/loyalty/service"
import { endWithCart } from "../utils/end-with-cart"
import { loyaltyService } from "../utils/loyalty"
import type { CancellableSession } from "./check-cancellable"

export interface CancelSessionRecordInput extends CancellableSession {
  session_id: string
  cause: Cause
}

export interface CancelledSession {
  cart_id: string
  /** Whether a payment collection must follow the new total. */
  has_payment: boolean
}

/**
 * This step ends a session by an operator's decision, in one go with its discounts where its cart is
 * still open, and asks the engine to forget it, where the engine can. It has no compensation: a
 * person decided, and what comes after it only clears up.
 *
 * @throws LoyaltyError `not_allowed` when money is held for the cart, when it has just become an
 * order, or when the engine may have the finalize request already; `session_not_active` when it was
 * decided in the meantime.
 */
export const cancelSessionRecordStep = createStep(
  { name: "loyalty-cancel-session-record", noCompensation: true },
  async (input: CancelSessionRecordInput, { container }) => {
    const service = loyaltyService(container)
    const { cart_id } = input
    if (!input.is_open) {
      await tellEngine(service, await cancel(service, input))
      return new StepResponse<CancelledSession>({ cart_id, has_payment: false })
    }
    const { output, also: ended } = await endWithCart(
      container,
      { cart_id, background: false },
      () => cancel(service, input),
    )
    if (!ended) {
      throw new LoyaltyError(
        "not_allowed",
        output.outcome === "paid"
          ? "The cart is paid for with these discounts: wait for its order, then cancel the order"
          : "The cart has just become an order with these discounts: try again in a moment",
      )
    }
    await tellEngine(service, ended)
    return new StepResponse<CancelledSession>({ cart_id, has_payment: output.has_payment })
  },
)

async function cancel(
  service: LoyaltyModuleService,
  { session_id, cause }: CancelSessionRecordInput,
): Promise<SessionRow> {
  const outcome = await service.cancelFinalize({ session_id, failure_reason: "operator" }, cause)
  if (outcome === "unresolved") {
    throw new LoyaltyError(
      "not_allowed",
      "The engine may have booked this order, and was given up on: retry the operation to learn it, then cancel the order. Where the engine is gone for good, settle its record under what is due by hand first",
    )
  }
  if (outcome === "running") {
    throw new LoyaltyError(
      "not_allowed",
      "The engine may have been told already: wait for the outcome, then cancel the order",
    )
  }
  const session = await service.sessionById(session_id)
  if (outcome === "over" || !session) {
    throw new LoyaltyError("session_not_active", "The session was decided in the meantime")
  }
  return session
}

/** The session ends whether or not its engine can be told: a store may have lost its credentials. */
async function tellEngine(service: LoyaltyModuleService, session: SessionRow): Promise<void> {
  try {
    const connection = await service.connectionFor(session)
    if (!service.provider(session.provider_id).capabilities(connection).has("cancel")) {
      return
    }
  } catch (error) {
    if (isLoyaltyError(error)) {
      return
    }
    throw error
  }
  await service.enqueueOperation({
    kind: "cancel",
    subject_id: session.id,
    session_id: session.id,
    member_id: session.member_id,
    store_id: session.store_id,
    provider_id: session.provider_id,
    due: true,
  })
}

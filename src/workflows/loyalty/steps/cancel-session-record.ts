import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { isLoyaltyError, LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { Cause, SessionRow } from "../../../modules/loyalty/types/rows"
import type { LoyaltyModuleService } from "../../../modules/loyalty/service"
import { loyaltyService } from "../utils/loyalty"
import type { WriteDiscountsOutput } from "./write-discounts"

export interface CancelSessionRecordInput {
  session_id: string
  /** Undefined where the cart was not touched. */
  written: WriteDiscountsOutput | undefined
  cause: Cause
}

/**
 * This step ends a session by an operator's decision and asks the engine to forget it, where the
 * engine can. It has no compensation: a person decided, and what comes after it only clears up.
 *
 * @throws LoyaltyError `not_allowed` when money is held for the cart, when it has just become an
 * order, or when the engine may have the finalize request already.
 */
export const cancelSessionRecordStep = createStep(
  { name: "loyalty-cancel-session-record", noCompensation: true },
  async ({ session_id, written, cause }: CancelSessionRecordInput, { container }) => {
    if (written?.outcome === "paid") {
      throw new LoyaltyError(
        "not_allowed",
        "The cart is paid for with these discounts: wait for its order, then cancel the order",
      )
    }
    if (written?.outcome === "completed") {
      throw new LoyaltyError(
        "not_allowed",
        "The cart has just become an order with these discounts: try again in a moment",
      )
    }
    const service = loyaltyService(container)
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
    await tellEngine(service, session)
    return new StepResponse<{ store_id: string; cart_id: string; order_id: string | null }>({
      store_id: session.store_id,
      cart_id: session.cart_id,
      order_id: session.order_id,
    })
  },
)

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

import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import { loyaltyService } from "../utils/loyalty"

export interface EnqueueCancelInput {
  session_id: string
  reason: string
}

/**
 * This step puts a cancel into the outbox for engines that take one. It needs no compensation:
 * telling an engine that a session is over is also true when the release is tried again.
 */
export const enqueueCancelStep = createStep(
  { name: "loyalty-enqueue-cancel", noCompensation: true },
  async (input: EnqueueCancelInput, { container }) => {
    const service = loyaltyService(container)
    const session = await service.sessionById(input.session_id)
    if (!session || !(await canCancel(service, session))) {
      return new StepResponse({ enqueued: false })
    }
    const { created } = await service.enqueueOperation({
      kind: "cancel",
      subject_id: session.id,
      session_id: session.id,
      member_id: session.member_id,
      order_id: session.order_id,
      store_id: session.store_id,
      provider_id: session.provider_id,
      snapshot: { reason: input.reason },
      due: true,
    })
    return new StepResponse({ enqueued: created })
  },
)

async function canCancel(
  service: ReturnType<typeof loyaltyService>,
  session: Parameters<typeof service.connectionFor>[0],
): Promise<boolean> {
  try {
    const connection = await service.connectionFor(session)
    return service.provider(session.provider_id).capabilities(connection).has("cancel")
  } catch (error) {
    // A store whose engine is gone or unreadable has nobody to tell; the session still ends.
    if (isLoyaltyError(error)) {
      return false
    }
    throw error
  }
}

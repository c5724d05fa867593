import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { LoyaltyEventName, LoyaltyEvents } from "../../../types/events"

/** Emits an event outside a workflow. It is a hint: one that cannot be sent undoes nothing. */
export async function emitHint<Name extends LoyaltyEventName>(
  container: MedusaContainer,
  name: Name,
  data: LoyaltyEvents[Name],
): Promise<void> {
  try {
    await container.resolve(Modules.EVENT_BUS).emit({ name, data })
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`loyalty: ${name} was not announced: ${safeMessage(error)}`)
  }
}

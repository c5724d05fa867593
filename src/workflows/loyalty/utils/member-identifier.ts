import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { LoyaltyIdentifier } from "../../../types/provider"
import { loyaltyService } from "./loyalty"

export interface MemberIdentifier {
  identifier: LoyaltyIdentifier | null
  /** There is one, and it does not open, e.g. because its key is lost. */
  is_lost: boolean
}

/**
 * What a member typed when it was seen last, for engines that want to hear it. One that does not
 * open is left out: the engine's own id says who the member is.
 */
export async function identifierOf(
  container: MedusaContainer,
  member_id: string,
): Promise<MemberIdentifier> {
  try {
    const identifier = await loyaltyService(container).openIdentifier(member_id)
    return { identifier, is_lost: false }
  } catch (error) {
    if (!isLoyaltyError(error)) {
      throw error
    }
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`loyalty: the identifier of ${member_id} does not open: ${safeMessage(error)}`)
    return { identifier: null, is_lost: true }
  }
}

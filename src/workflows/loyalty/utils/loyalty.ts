import type { MedusaContainer } from "@medusajs/framework/types"

import { LOYALTY_MODULE } from "../../../modules/loyalty/keys"
import type { LoyaltyModuleService } from "../../../modules/loyalty/service"

/** The loyalty module's service of this container. */
export function loyaltyService(container: MedusaContainer): LoyaltyModuleService {
  return container.resolve<LoyaltyModuleService>(LOYALTY_MODULE)
}

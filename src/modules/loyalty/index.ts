import { Module } from "@medusajs/framework/utils"

import { LOYALTY_MODULE } from "./keys"
import registerProviders from "./loaders/providers"
import { LoyaltyModuleService } from "./service"

export { AbstractLoyaltyProvider } from "./utils/abstract-loyalty-provider"
export { LOYALTY_MODULE }

export default Module(LOYALTY_MODULE, {
  service: LoyaltyModuleService,
  loaders: [registerProviders],
})

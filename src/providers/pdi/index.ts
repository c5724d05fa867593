import { ModuleProvider } from "@medusajs/framework/utils"
import PdiLoyaltyProvider from "./service"

export default ModuleProvider("loyalty_engine", { services: [PdiLoyaltyProvider] })

import type { MedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { safeMessage } from "../../modules/loyalty/utils/safe-message"

/** A guard that failed says so in the log and lets the shop go on. */
export function logGuardFault(req: MedusaRequest, guard: string, error: unknown): void {
  const logger = req.scope.resolve(ContainerRegistrationKeys.LOGGER)
  logger.error(`loyalty: guard "${guard}" failed: ${safeMessage(error)}`)
}

import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { AuditInput } from "../../../modules/loyalty/persistence/audit"
import { loyaltyService } from "../utils/loyalty"

/**
 * This step writes down what a person in Admin looked at or tried, which changes nothing else. It
 * has no compensation: it was done, whatever fails after it.
 */
export const recordAuditStep = createStep(
  { name: "loyalty-record-audit", noCompensation: true },
  async (entries: AuditInput[], { container }) => {
    await loyaltyService(container).recordAudit(entries)
    return new StepResponse({ recorded: entries.length })
  },
)

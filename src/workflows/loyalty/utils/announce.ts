import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"

import type { LoyaltyEventName, LoyaltyEvents } from "../../../types/events"

/**
 * Emits one of our events when the workflow has succeeded; a list of payloads emits one event for
 * each. The map of events says what a payload holds.
 */
export function announce<Name extends LoyaltyEventName>(
  name: Name,
  data: WorkflowData<LoyaltyEvents[Name]> | WorkflowData<LoyaltyEvents[Name][]>,
): void {
  emitEventStep({ eventName: name, data })
}

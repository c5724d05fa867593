import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type { EnqueueInput } from "../../../modules/loyalty/persistence/outbox-service"
import { loyaltyService } from "../utils/loyalty"

/**
 * This step puts an operation into the outbox, once per subject, kind and sequence. It needs no
 * compensation: the drain looks at the rows afresh and finds nothing to do.
 */
export const enqueueOperationStep = createStep(
  { name: "loyalty-enqueue-operation", noCompensation: true },
  async (input: EnqueueInput, { container }) => {
    const { operation, created } = await loyaltyService(container).enqueueOperation(input)
    return new StepResponse({ id: operation.id, created })
  },
)

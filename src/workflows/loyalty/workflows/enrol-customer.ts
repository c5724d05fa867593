import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import type { EnqueueInput } from "../../../modules/loyalty/persistence/outbox-service"
import { enqueueOperationStep } from "../steps/enqueue-operation"

export const enrolCustomerWorkflowId = "loyalty-enrol-customer"

/**
 * Puts the enrolment of a customer into the outbox.
 *
 * @summary Enrol a customer in the background.
 */
export const enrolCustomerWorkflow = createWorkflow(
  enrolCustomerWorkflowId,
  (input: EnqueueInput) => new WorkflowResponse(enqueueOperationStep(input)),
)

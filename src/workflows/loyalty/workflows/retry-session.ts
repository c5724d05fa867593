import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { retryOperationsStep, type RetryOperationsInput } from "../steps/retry-operations"

export const retrySessionWorkflowId = "loyalty-retry-session"

/**
 * Sends what waits for a session, or was given up on, at the next drain. Body and key stay as
 * they were, so that the engine books it at most once.
 *
 * @summary Retry a session's operations.
 */
export const retrySessionWorkflow = createWorkflow(
  retrySessionWorkflowId,
  (input: RetryOperationsInput) => new WorkflowResponse(retryOperationsStep(input)),
)

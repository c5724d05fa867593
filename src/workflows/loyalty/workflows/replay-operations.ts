import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { retryOperationsStep, type RetryOperationsInput } from "../steps/retry-operations"

export const replayOperationsWorkflowId = "loyalty-replay-operations"

/**
 * Sends operations that wait, or were given up on, at the next drain: those of a session, or those
 * with the given ids. Body and key stay as they were, so that the engine books each at most once.
 *
 * @summary Replay operations.
 */
export const replayOperationsWorkflow = createWorkflow(
  replayOperationsWorkflowId,
  (input: RetryOperationsInput) => new WorkflowResponse(retryOperationsStep(input)),
)

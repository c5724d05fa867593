import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { requestErasureStep, type RequestErasureInput } from "../steps/request-erasure"

export const requestErasureWorkflowId = "loyalty-request-erasure"

/**
 * Notes that a member is to be erased, as soon as nothing must be decided any more.
 *
 * @summary Ask for a member's erasure.
 */
export const requestErasureWorkflow = createWorkflow(
  requestErasureWorkflowId,
  (input: RequestErasureInput) => new WorkflowResponse(requestErasureStep(input)),
)

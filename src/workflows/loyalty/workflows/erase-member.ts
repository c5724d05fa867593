import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { eraseMemberStep, type EraseMemberInput } from "../steps/erase-member"

export const eraseMemberWorkflowId = "loyalty-erase-member"

/**
 * Erases a member whose erasure was asked for, unless something about the member waits.
 *
 * @summary Erase a person's loyalty data.
 */
export const eraseMemberWorkflow = createWorkflow(
  eraseMemberWorkflowId,
  (input: EraseMemberInput) => new WorkflowResponse(eraseMemberStep(input)),
)

import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { checkConnectionStep, type CheckConnectionInput } from "../steps/check-connection"

export const testConnectionWorkflowId = "loyalty-test-connection"

/**
 * Tries the connection to a store's engine as it is saved, enabled or not.
 *
 * @summary Test the connection to a store's engine.
 */
export const testConnectionWorkflow = createWorkflow(
  testConnectionWorkflowId,
  (input: CheckConnectionInput) => new WorkflowResponse(checkConnectionStep(input)),
)

import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { unlinkMemberStep, type UnlinkMemberInput } from "../steps/unlink-member"

export const unlinkCustomerWorkflowId = "loyalty-unlink-customer"

/**
 * Unties a customer's memberships; the engine's own accounts stay as they are.
 *
 * @summary Unlink a customer from loyalty.
 */
export const unlinkCustomerWorkflow = createWorkflow(
  unlinkCustomerWorkflowId,
  (input: UnlinkMemberInput) => new WorkflowResponse(unlinkMemberStep(input)),
)

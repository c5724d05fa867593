import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { settleAdjustmentStep, type SettleAdjustmentInput } from "../steps/settle-adjustment"

export const settleAdjustmentWorkflowId = "loyalty-settle-adjustment"

/**
 * Notes that a person has settled what no call to the engine could.
 *
 * @summary Settle an adjustment by hand.
 */
export const settleAdjustmentWorkflow = createWorkflow(
  settleAdjustmentWorkflowId,
  (input: SettleAdjustmentInput) => new WorkflowResponse(settleAdjustmentStep(input)),
)

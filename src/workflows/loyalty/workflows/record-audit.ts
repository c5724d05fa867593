import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import type { AuditInput } from "../../../modules/loyalty/persistence/audit"
import { recordAuditStep } from "../steps/record-audit"

export const recordAuditWorkflowId = "loyalty-record-audit"

/**
 * Writes down that a person in Admin saw or exported somebody's data.
 *
 * @summary Record what was looked at.
 */
export const recordAuditWorkflow = createWorkflow(
  recordAuditWorkflowId,
  (input: AuditInput[]) => new WorkflowResponse(recordAuditStep(input)),
)

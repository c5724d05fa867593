import { createWorkflow, transform, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { checkConnectionStep, type CheckConnectionInput } from "../steps/check-connection"
import { recordAuditStep } from "../steps/record-audit"

export const testConnectionWorkflowId = "loyalty-test-connection"

/**
 * Tries the connection to a store's engine as it is saved, enabled or not.
 *
 * @summary Test the connection to a store's engine.
 */
export const testConnectionWorkflow = createWorkflow(
  testConnectionWorkflowId,
  (input: CheckConnectionInput) => {
    const checked = checkConnectionStep(input)
    recordAuditStep(
      transform({ input, checked }, ({ input, checked }) => [
        {
          action: "store.test_connection" as const,
          subject_id: input.store_id,
          actor: input.actor,
          reason: null,
          details: { ok: checked.ok },
          correlation_id: input.correlation_id,
        },
      ]),
    )
    return new WorkflowResponse(checked)
  },
)

import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import { recordAgeVerificationStep } from "../steps/record-age-verification"

export const recordAgeVerificationWorkflowId = "loyalty-record-age-verification"

/**
 * Records that the shopper of a session was found old enough, by the shop's own means. Rewards on
 * age-restricted lines apply from the next evaluation on, where the store's `age_gate` allows it.
 *
 * @summary Record a shopper's verified age.
 */
export const recordAgeVerificationWorkflow = createWorkflow(
  recordAgeVerificationWorkflowId,
  (input: { session_id: string }) => new WorkflowResponse(recordAgeVerificationStep(input)),
)

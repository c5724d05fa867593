import { createWorkflow, transform, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import type { OpenSessionInput } from "../../../modules/loyalty/persistence/session-service"
import type { Cause } from "../../../modules/loyalty/types/rows"
import { LOYALTY_EVENTS } from "../../../types/events"
import { openSessionStep } from "../steps/open-session"
import { upsertMemberStep, type UpsertMemberStepInput } from "../steps/upsert-member"
import { announce } from "../utils/announce"

export interface OpenSessionWorkflowInput {
  member: UpsertMemberStepInput
  session: Omit<OpenSessionInput, "member_id">
  cause: Cause
}

export const openSessionWorkflowId = "loyalty-open-session"

/**
 * Stores a member whom the engine just identified and opens the session of the cart.
 *
 * @summary Open a loyalty session.
 */
export const openSessionWorkflow = createWorkflow(
  openSessionWorkflowId,
  (input: OpenSessionWorkflowInput) => {
    const member = upsertMemberStep(input.member)
    const session = openSessionStep(
      transform({ input, member }, ({ input, member }) => ({
        session: { ...input.session, member_id: member.id },
        cause: input.cause,
      })),
    )
    announce(
      LOYALTY_EVENTS.SESSION_CREATED,
      transform({ session }, ({ session }) => ({ id: session.id })),
    )
    return new WorkflowResponse(session)
  },
)

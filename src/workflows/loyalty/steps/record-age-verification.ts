import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { loyaltyService } from "../utils/loyalty"

/** This step notes a verified age in a session. When the workflow fails later, the note goes. */
export const recordAgeVerificationStep = createStep(
  "loyalty-record-age-verification",
  async ({ session_id }: { session_id: string }, { container }) => {
    await loyaltyService(container).noteAgeVerified({ session_id, verified: true })
    return new StepResponse({ session_id }, session_id)
  },
  async (session_id, { container }) => {
    if (session_id) {
      await loyaltyService(container).noteAgeVerified({ session_id, verified: false })
    }
  },
)

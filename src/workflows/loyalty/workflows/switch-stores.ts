import { createWorkflow, transform, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import type { ConfigCause } from "../../../modules/loyalty/persistence/config-service"
import { LOYALTY_EVENTS } from "../../../types/events"
import { checkStoreReferencesStep } from "../steps/check-store-references"
import { saveStoreConfigsStep } from "../steps/save-store-configs"
import { announce } from "../utils/announce"

export interface SwitchStoresInput {
  ids: string[]
  enabled: boolean
  cause: ConfigCause
}

export const switchStoresWorkflowId = "loyalty-switch-stores"

/**
 * Switches the loyalty of several stores on or off: all of them, or none.
 *
 * @summary Switch loyalty of stores on or off.
 */
export const switchStoresWorkflow = createWorkflow(
  switchStoresWorkflowId,
  (input: SwitchStoresInput) => {
    const wanted = transform({ input }, ({ input }) => ({
      changes: [...new Set(input.ids)].map((store_id) => ({ store_id, enabled: input.enabled })),
      cause: input.cause,
    }))
    checkStoreReferencesStep(wanted)
    const saved = saveStoreConfigsStep(wanted)
    announce(
      LOYALTY_EVENTS.CONFIG_CHANGED,
      transform({ saved }, ({ saved }) =>
        saved.map(({ store_id, config_version }) => ({ store_id, config_version })),
      ),
    )
    return new WorkflowResponse(saved)
  },
)

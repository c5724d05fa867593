import { createWorkflow, transform, WorkflowResponse } from "@medusajs/framework/workflows-sdk"

import type { ConfigCause } from "../../../modules/loyalty/persistence/config-service"
import { LOYALTY_EVENTS } from "../../../types/events"
import { checkStoreReferencesStep } from "../steps/check-store-references"
import { saveStoreConfigsStep, type StoreConfigChange } from "../steps/save-store-configs"
import { announce } from "../utils/announce"

export interface UpdateStoreConfigInput {
  change: StoreConfigChange
  cause: ConfigCause
}

export const updateStoreConfigWorkflowId = "loyalty-update-store-config"

/**
 * Creates or changes the loyalty of a store and announces the new version as
 * `loyalty.config_changed`.
 *
 * @summary Change a store's loyalty.
 * @example
 * await updateStoreConfigWorkflow(container).run({
 *   input: {
 *     change: { store_id, enabled: true },
 *     cause: { actor_id: "user_1", correlation_id: "1" },
 *   },
 * })
 */
export const updateStoreConfigWorkflow = createWorkflow(
  updateStoreConfigWorkflowId,
  (input: UpdateStoreConfigInput) => {
    const wanted = transform({ input }, ({ input }) => ({
      changes: [input.change],
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

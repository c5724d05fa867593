import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import type {
  ConfigCause,
  SaveStoreConfigInput,
  StoreConfigView,
} from "../../../modules/loyalty/persistence/config-service"
import { loyaltyService } from "../utils/loyalty"

/**
 * A change as a workflow may carry it: its input is kept, so credentials come sealed by
 * `sealCredentialsInput`, or as null when the stored ones are to go.
 */
export type StoreConfigChange = Omit<SaveStoreConfigInput, "credentials"> & { credentials?: null }

export interface SaveStoreConfigsInput {
  changes: StoreConfigChange[]
  cause: ConfigCause
}

/**
 * This step saves the loyalty of stores, all of them or none. It has no compensation: putting an
 * old configuration back would overwrite a newer one of somebody else, and the only step after it
 * sends an event.
 */
export const saveStoreConfigsStep = createStep(
  { name: "loyalty-save-store-configs", noCompensation: true },
  async (input: SaveStoreConfigsInput, { container }) => {
    const service = loyaltyService(container)
    const saved = await service.saveStoreConfigs(input.changes, input.cause)
    return new StepResponse<StoreConfigView[]>(
      saved.map((config) => service.storeConfigView(config)),
    )
  },
)

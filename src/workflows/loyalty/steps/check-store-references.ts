import type { IStoreModuleService, ISalesChannelModuleService } from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { loyaltyService } from "../utils/loyalty"
import type { StoreConfigChange } from "./save-store-configs"

export interface CheckStoreReferencesInput {
  changes: Pick<StoreConfigChange, "store_id" | "sales_channel_ids">[]
}

/**
 * This step checks that stores and sales channels exist, before loyalty is tied to them. A channel
 * that a store has already is not looked for: one that was deleted since would keep every other
 * channel of the store from being changed, and it counts again once it is restored. It changes
 * nothing, so there is nothing to undo.
 *
 * @throws MedusaError `not_found` for a store, `invalid_data` for a sales channel.
 */
export const checkStoreReferencesStep = createStep(
  { name: "loyalty-check-store-references", noCompensation: true },
  async ({ changes }: CheckStoreReferencesInput, { container }) => {
    const store_ids = changes.map(({ store_id }) => store_id)
    const stores: IStoreModuleService = container.resolve(Modules.STORE)
    const found_stores = await stores.listStores(
      { id: store_ids },
      { select: ["id"], take: store_ids.length },
    )
    const missing_stores = without(store_ids, found_stores)
    if (missing_stores.length > 0) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `Store not found: ${missing_stores.join(", ")}`,
      )
    }
    const configs = await loyaltyService(container).listStoreConfigsWithChannels({ store_ids })
    const added_channels = changes.flatMap(({ store_id, sales_channel_ids = [] }) => {
      const config = configs.find((one) => one.store_id === store_id)
      return sales_channel_ids.filter((id) => !config?.sales_channel_ids.includes(id))
    })
    if (added_channels.length > 0) {
      const channels: ISalesChannelModuleService = container.resolve(Modules.SALES_CHANNEL)
      const found_channels = await channels.listSalesChannels(
        { id: added_channels },
        { select: ["id"], take: added_channels.length },
      )
      const missing_channels = without(added_channels, found_channels)
      if (missing_channels.length > 0) {
        throw new MedusaError(
          MedusaError.Types.INVALID_DATA,
          `sales_channel_ids: no such sales channel: ${missing_channels.join(", ")}`,
        )
      }
    }
    return new StepResponse<null>(null)
  },
)

function without(ids: readonly string[], found: readonly { id: string }[]): string[] {
  const known = new Set(found.map(({ id }) => id))
  return [...new Set(ids)].filter((id) => !known.has(id))
}

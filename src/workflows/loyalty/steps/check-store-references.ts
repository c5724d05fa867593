import type { IStoreModuleService, ISalesChannelModuleService } from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

export interface CheckStoreReferencesInput {
  store_ids: string[]
  sales_channel_ids: string[]
}

/**
 * This step checks that stores and sales channels exist, before loyalty is tied to them. It
 * changes nothing, so there is nothing to undo.
 *
 * @throws MedusaError `not_found` for a store, `invalid_data` for a sales channel.
 */
export const checkStoreReferencesStep = createStep(
  { name: "loyalty-check-store-references", noCompensation: true },
  async ({ store_ids, sales_channel_ids }: CheckStoreReferencesInput, { container }) => {
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
    if (sales_channel_ids.length > 0) {
      const channels: ISalesChannelModuleService = container.resolve(Modules.SALES_CHANNEL)
      const found_channels = await channels.listSalesChannels(
        { id: sales_channel_ids },
        { select: ["id"], take: sales_channel_ids.length },
      )
      const missing_channels = without(sales_channel_ids, found_channels)
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

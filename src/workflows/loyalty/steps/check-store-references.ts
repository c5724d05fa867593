import type {
  IStoreModuleService,
  ISalesChannelModuleService,
  MedusaContainer,
} from "@medusajs/framework/types"
import { MedusaError, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { loyaltyService } from "../utils/loyalty"
import type { StoreConfigChange } from "./save-store-configs"

export interface CheckStoreReferencesInput {
  changes: Pick<StoreConfigChange, "store_id" | "sales_channel_ids" | "enabled">[]
}

/**
 * This step checks that stores and sales channels exist, before loyalty is tied to them. What is
 * tied already is not looked for, as it may have been deleted since: a deleted store could not be
 * switched off nor give its channels away, and a deleted channel would keep the store's others from
 * being changed, and counts again once it is restored. It changes nothing, so there is nothing to
 * undo.
 *
 * @throws MedusaError `not_found` for a store, `invalid_data` for a sales channel.
 */
export const checkStoreReferencesStep = createStep(
  { name: "loyalty-check-store-references", noCompensation: true },
  async ({ changes }: CheckStoreReferencesInput, { container }) => {
    const configs = await loyaltyService(container).listStoreConfigsWithChannels({
      store_ids: changes.map(({ store_id }) => store_id),
    })
    const configOf = (id: string) => configs.find(({ store_id }) => store_id === id)

    const new_stores = changes.filter(({ store_id, enabled }) => enabled || !configOf(store_id))
    const missing_stores = await missingStores(
      container,
      new_stores.map(({ store_id }) => store_id),
    )
    if (missing_stores.length > 0) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `Store not found: ${missing_stores.join(", ")}`,
      )
    }

    const new_channels = changes.flatMap(({ store_id, sales_channel_ids = [] }) =>
      sales_channel_ids.filter((id) => !configOf(store_id)?.sales_channel_ids.includes(id)),
    )
    const missing_channels = await missingChannels(container, new_channels)
    if (missing_channels.length > 0) {
      throw new MedusaError(
        MedusaError.Types.INVALID_DATA,
        `sales_channel_ids: no such sales channel: ${missing_channels.join(", ")}`,
      )
    }
    return new StepResponse<null>(null)
  },
)

async function missingStores(container: MedusaContainer, ids: string[]): Promise<string[]> {
  const stores: IStoreModuleService = container.resolve(Modules.STORE)
  return without(ids, await stores.listStores({ id: ids }, { select: ["id"], take: ids.length }))
}

async function missingChannels(container: MedusaContainer, ids: string[]): Promise<string[]> {
  const channels: ISalesChannelModuleService = container.resolve(Modules.SALES_CHANNEL)
  return without(
    ids,
    await channels.listSalesChannels({ id: ids }, { select: ["id"], take: ids.length }),
  )
}

function without(ids: readonly string[], found: readonly { id: string }[]): string[] {
  const known = new Set(found.map(({ id }) => id))
  return [...new Set(ids)].filter((id) => !known.has(id))
}

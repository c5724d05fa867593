import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { StoreConfigWithChannels } from "../../../../modules/loyalty/persistence/config-types"
import type { AdminLoyaltyStoreListResponse } from "../../../../types/http/admin"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { engineHealth } from "../../../loyalty/engine-health"
import { answering } from "../../../utils/answering"
import { pageOf } from "../page"
import type { AdminGetLoyaltyStoresParamsType } from "../validators"

/**
 * Lists every store of the shop with its loyalty, or null beside a store that has none. A store that
 * was deleted is listed as long as its loyalty is on or has sales channels.
 */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyStoreListResponse>(
  async (req, res) => {
    const query = req.validatedQuery as AdminGetLoyaltyStoresParamsType
    const { offset, limit, order } = pageOf(query)
    const service = loyaltyService(req.scope)
    const configs = await service.listStoreConfigsWithChannels()
    const { data, metadata } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
      entity: "store",
      fields: ["id", "name", "deleted_at"],
      filters: storeFilters(configs, query),
      withDeleted: true,
      pagination: { skip: offset, take: limit, order },
    })
    const listed: readonly ListedStore[] = data
    const stores = await Promise.all(
      listed.map(async ({ id, name, deleted_at }) => {
        const config = configs.find(({ store_id }) => store_id === id)
        return {
          id,
          name,
          deleted: deleted_at !== null,
          config: config ? service.storeConfigView(config) : null,
          health: config?.enabled ? await engineHealth(service, config) : null,
        }
      }),
    )
    res.json({
      stores,
      provider_ids: service.providerIds(),
      completion_guard: service.completionGuardState(),
      count: metadata?.count ?? stores.length,
      offset,
      limit,
    })
  },
)

interface ListedStore {
  id: string
  name: string
  deleted_at: string | Date | null
}

type StoreFilters = Pick<AdminGetLoyaltyStoresParamsType, "q" | "state">

/** Medusa knows the names of stores, and we whether their loyalty is on. */
function storeFilters(configs: readonly StoreConfigWithChannels[], { q, state }: StoreFilters) {
  const idsOf = (of: (config: StoreConfigWithChannels) => boolean) =>
    configs.filter(of).map(({ store_id }) => store_id)
  const matters = idsOf(({ enabled, sales_channel_ids }) => enabled || sales_channel_ids.length > 0)
  const known = {
    $or: [{ deleted_at: null }, { id: matters }],
    // A percent sign is a letter here, not a pattern.
    ...(q !== undefined && { name: { $ilike: `%${q.replace(/[\\%_]/g, "\\$&")}%` } }),
  }
  if (state === undefined) {
    return known
  }
  const wanted = [state].flat()
  const isWanted = ({ enabled }: StoreConfigWithChannels) => wanted.includes(enabled ? "on" : "off")
  const others = idsOf((config) => !isWanted(config))
  return { ...known, id: wanted.includes("not_set_up") ? { $nin: others } : idsOf(isWanted) }
}

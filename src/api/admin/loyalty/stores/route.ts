import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { LoyaltyModuleService } from "../../../../modules/loyalty/service"
import type { AdminLoyaltyStoreListResponse } from "../../../../types/http/admin"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { engineHealth } from "../../../loyalty/engine-health"
import { answering } from "../../../utils/answering"
import { pageOf } from "../page"
import type { AdminGetLoyaltyStoresParamsType } from "../validators"

/** Lists every store of the shop with its loyalty, or null beside a store that has none. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyStoreListResponse>(
  async (req, res) => {
    const query = req.validatedQuery as AdminGetLoyaltyStoresParamsType
    const { offset, limit, order } = pageOf(query)
    const service = loyaltyService(req.scope)
    const { data, metadata } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
      entity: "store",
      fields: ["id", "name"],
      filters: await storeFilters(service, query),
      pagination: { skip: offset, take: limit, order },
    })
    const listed: readonly { id: string; name: string }[] = data
    const configs = await service.listStoreConfigsWithChannels({
      store_ids: listed.map(({ id }) => id),
    })
    const stores = await Promise.all(
      listed.map(async ({ id, name }) => {
        const config = configs.find(({ store_id }) => store_id === id)
        return {
          id,
          name,
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

type StoreFilters = Pick<AdminGetLoyaltyStoresParamsType, "q" | "state">

/** Medusa knows the names of stores, and we whether their loyalty is on. */
async function storeFilters(service: LoyaltyModuleService, { q, state }: StoreFilters) {
  // A percent sign is a letter here, not a pattern.
  const name = q === undefined ? {} : { name: { $ilike: `%${q.replace(/[\\%_]/g, "\\$&")}%` } }
  if (state === undefined) {
    return name
  }
  const wanted = [state].flat()
  const configs = await service.listStoreConfigsWithChannels()
  const idsOf = (of: (enabled: boolean) => boolean) =>
    configs.filter(({ enabled }) => of(enabled)).map(({ store_id }) => store_id)
  const chosen = idsOf((enabled) => wanted.includes(enabled ? "on" : "off"))
  const others = idsOf((enabled) => !wanted.includes(enabled ? "on" : "off"))
  return { ...name, id: wanted.includes("not_set_up") ? { $nin: others } : chosen }
}

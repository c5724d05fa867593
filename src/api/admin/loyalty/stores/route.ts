import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { AdminLoyaltyStoreListResponse } from "../../../../types/http/admin"
import { loyaltyService } from "../../../../workflows/loyalty/utils/loyalty"
import { engineHealth } from "../../../loyalty/engine-health"
import { answering } from "../../../utils/answering"
import { pageOf } from "../page"
import type { AdminGetLoyaltyStoresParamsType } from "../validators"

/** Lists every store of the shop with its loyalty, or null beside a store that has none. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyStoreListResponse>(
  async (req, res) => {
    const { offset, limit, order } = pageOf(req.validatedQuery as AdminGetLoyaltyStoresParamsType)
    const service = loyaltyService(req.scope)
    const { data, metadata } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
      entity: "store",
      fields: ["id", "name"],
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

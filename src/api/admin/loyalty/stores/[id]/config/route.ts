import type { AuthenticatedMedusaRequest } from "@medusajs/framework/http"
import type { IStoreModuleService } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"

import type { AdminLoyaltyStoreConfigResponse } from "../../../../../../types/http/admin"
import { loyaltyService } from "../../../../../../workflows/loyalty/utils/loyalty"
import { updateStoreConfigWorkflow } from "../../../../../../workflows/loyalty/workflows/update-store-config"
import { answering, correlationId } from "../../../../../utils/answering"
import { idFrom } from "../../../../../utils/ids"
import type { AdminUpdateLoyaltyStoreConfigType } from "../../../validators"

/** Reads a store's loyalty, of a deleted store too; null for a store that never had any. */
export const GET = answering<AuthenticatedMedusaRequest, AdminLoyaltyStoreConfigResponse>(
  async (req, res) => {
    const store_id = idFrom(req.params["id"])
    const service = loyaltyService(req.scope)
    const config = await service.storeConfig(store_id)
    if (!config) {
      const stores: IStoreModuleService = req.scope.resolve(Modules.STORE)
      // Answers 404 for a store that does not exist.
      await stores.retrieveStore(store_id, { select: ["id"] })
    }
    res.json({ store_config: config ? service.storeConfigView(config) : null })
  },
)

/** Creates or changes a store's loyalty; what the body leaves out stays as it is. */
export const POST = answering<
  AuthenticatedMedusaRequest<AdminUpdateLoyaltyStoreConfigType>,
  AdminLoyaltyStoreConfigResponse
>(async (req, res) => {
  const store_id = idFrom(req.params["id"])
  const { credentials, ...change } = req.validatedBody
  const { result } = await updateStoreConfigWorkflow(req.scope).run({
    input: {
      change: {
        ...change,
        store_id,
        ...(credentials === null && { credentials }),
        ...(credentials && {
          sealed_credentials: loyaltyService(req.scope).sealCredentialsInput(store_id, credentials),
        }),
      },
      cause: { actor_id: req.auth_context.actor_id, correlation_id: correlationId(req) },
    },
  })
  res.json({ store_config: result[0] ?? null })
})

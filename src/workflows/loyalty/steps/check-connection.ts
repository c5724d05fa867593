import { MedusaError } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"

import { isLoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { ConnectionCheckStep } from "../../../types/provider"
import { loyaltyService } from "../utils/loyalty"

export interface CheckConnectionInput {
  store_id: string
  correlation_id: string
  /** The admin user who tries it. */
  actor: string
}

export interface ConnectionCheck {
  ok: boolean
  steps: ConnectionCheckStep[]
}

const THIRTY_SECONDS_IN_MS = 30_000

/**
 * This step walks through the connection to a store's engine. It changes nothing, so there is
 * nothing to undo. A connection that fails is an answer, not an error.
 *
 * @throws MedusaError `not_found` when the store has no loyalty to test.
 */
export const checkConnectionStep = createStep(
  { name: "loyalty-check-connection", noCompensation: true },
  async ({ store_id, correlation_id }: CheckConnectionInput, { container }) => {
    const service = loyaltyService(container)
    const config = await service.storeConfig(store_id)
    if (!config) {
      throw new MedusaError(
        MedusaError.Types.NOT_FOUND,
        `Store ${store_id} has no loyalty configuration to test; save one first`,
      )
    }
    try {
      const connection = await service.connectionFor(config)
      const { ok, steps } = await service.provider(config.provider_id).checkConnection({
        connection,
        correlation_id,
        signal: AbortSignal.timeout(THIRTY_SECONDS_IN_MS),
      })
      return new StepResponse<ConnectionCheck>({ ok, steps })
    } catch (error) {
      if (!isLoyaltyError(error)) {
        throw error
      }
      // Credentials that do not open, or an engine that is not registered any more.
      const step = { step: "token", ok: false, latency_ms: 0, code: error.code }
      return new StepResponse<ConnectionCheck>({ ok: false, steps: [step] })
    }
  },
)

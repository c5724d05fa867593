import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import { withCalls, type EngineCall } from "../../../modules/loyalty/utils/engine-calls"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { LoyaltyProvider } from "../../../types/provider"
import { loyaltyService } from "./loyalty"

/**
 * An engine whose calls are kept for the timeline of a session, whether they went well or not. A
 * call that the breaker stopped never left this process and is not kept. With `records` its replies
 * do not wait until their calls are kept.
 */
export function recordedEngine(
  container: MedusaContainer,
  provider: LoyaltyProvider,
  how: { session_id: string | null; records?: Promise<void>[] },
): LoyaltyProvider {
  return withCalls(provider, (name, method) => recorded(container, { ...how, name }, method))
}

function recorded(
  container: MedusaContainer,
  { session_id, name, records }: Parameters<typeof recordedEngine>[2] & { name: string },
  method: EngineCall,
): EngineCall {
  return async (call, ...rest) => {
    const started = performance.now()
    const reply = await method(call, ...rest)
    const error = reply.ok ? null : reply.error
    if (error?.code !== "circuit_open") {
      const kept = keep(container, {
        store_id: call.connection.store_id,
        session_id,
        correlation_id: call.correlation_id,
        call: name,
        ok: reply.ok,
        error_code: error?.code ?? null,
        outcome: error?.outcome ?? null,
        message: error?.message ?? null,
        latency_ms: Math.round(performance.now() - started),
      })
      if (records) {
        records.push(kept)
      } else {
        await kept
      }
    }
    return reply
  }
}

/** The engine has answered already: a record that cannot be written must not undo that. */
async function keep(
  container: MedusaContainer,
  made: Parameters<ReturnType<typeof loyaltyService>["recordEngineCall"]>[0],
): Promise<void> {
  try {
    await loyaltyService(container).recordEngineCall(made)
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`loyalty: a call of ${made.call} was not recorded: ${safeMessage(error)}`)
  }
}

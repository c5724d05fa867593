import type { IEventBusModuleService, Logger } from "@medusajs/framework/types"

import { LOYALTY_EVENTS, type LoyaltyEngineEvent } from "../../../types/events"
import type { BreakerState, LoyaltyProvider, ProviderErrorCode } from "../../../types/provider"
import { withCalls, type EngineCall } from "../utils/engine-calls"
import { safeMessage } from "../utils/safe-message"

/** What an engine that is down comes to; every other answer shows that it is there. */
const AWAY: ReadonlySet<ProviderErrorCode> = new Set<ProviderErrorCode>([
  "circuit_open",
  "rate_limited",
  "timeout",
  "unavailable",
])

export interface Announcing {
  provider_id: string
  /** Decides among processes which one speaks. */
  outages: {
    begun(provider_id: string, store_id: string): Promise<boolean>
    ended(provider_id: string, store_id: string): Promise<boolean>
  }
  /** None where the module runs without an application. */
  bus: () => Pick<IEventBusModuleService, "emit"> | undefined
  logger: Pick<Logger, "warn">
}

/**
 * An engine whose going and coming back is announced, once for each store, by whichever call finds
 * its breaker changed. Nobody waits for an announcement, and one that fails changes no answer.
 */
export function announcedEngine(engine: LoyaltyProvider, announcing: Announcing): LoyaltyProvider {
  const announcer = new Announcer(announcing)
  return withCalls(engine, (_name, method) => announced(engine, announcer, method))
}

function announced(engine: LoyaltyProvider, announcer: Announcer, method: EngineCall): EngineCall {
  return async (call, ...rest) => {
    const { connection } = call
    const { store_id } = connection
    const before = engine.breakerState(connection)
    const on_token_expired = () => {
      announcer.tokenExpired(store_id)
    }
    const reply = await method({ ...call, on_token_expired }, ...rest)
    const is_away = !reply.ok && AWAY.has(reply.error.code)
    announcer.judge(store_id, { before, after: engine.breakerState(connection), is_away })
    return reply
  }
}

class Announcer {
  /** Stores whose engine is down as far as this process knows. */
  private readonly down_ = new Set<string>()

  constructor(private readonly announcing: Announcing) {}

  tokenExpired(store_id: string): void {
    void this.emit_(LOYALTY_EVENTS.AUTH_TOKEN_EXPIRED, store_id, () => Promise.resolve(true))
  }

  judge(
    store_id: string,
    found: { before: BreakerState; after: BreakerState; is_away: boolean },
  ): void {
    const { provider_id, outages } = this.announcing
    const { before, after, is_away } = found
    if (after === "OPEN" && before !== "OPEN") {
      this.down_.add(store_id)
      void this.emit_(LOYALTY_EVENTS.PROVIDER_UNAVAILABLE, store_id, () =>
        outages.begun(provider_id, store_id),
      )
    } else if (
      after === "CLOSED" &&
      !is_away &&
      (before !== "CLOSED" || this.down_.has(store_id))
    ) {
      this.down_.delete(store_id)
      void this.emit_(LOYALTY_EVENTS.PROVIDER_RECOVERED, store_id, () =>
        outages.ended(provider_id, store_id),
      )
    }
  }

  private async emit_(
    name: string,
    store_id: string,
    mayAnnounce: () => Promise<boolean>,
  ): Promise<void> {
    const { provider_id, bus, logger } = this.announcing
    const data: LoyaltyEngineEvent = { store_id, provider_id }
    try {
      if (await mayAnnounce()) {
        await bus()?.emit({ name, data })
      }
    } catch (error) {
      logger.warn(`loyalty: ${name} was not announced: ${safeMessage(error)}`)
    }
  }
}

import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

import type { EngineCallInput } from "../../../modules/loyalty/persistence/kept-calls"
import { withCalls, type EngineCall } from "../../../modules/loyalty/utils/engine-calls"
import { safeMessage } from "../../../modules/loyalty/utils/safe-message"
import type { LoyaltyProvider } from "../../../types/provider"
import { loyaltyService } from "./loyalty"

/**
 * An engine whose calls are kept for the timeline of a session, whether they went well or not. A
 * call that the breaker stopped never left this process and is not kept. With `records` the calls
 * wait there to be stored with what comes of them.
 */
export function recordedEngine(
  container: MedusaContainer,
  provider: LoyaltyProvider,
  how: { session_id: string | null; records?: CallRecords },
): LoyaltyProvider {
  return withCalls(provider, (name, method) => recorded(container, { ...how, name }, method))
}

function recorded(
  container: MedusaContainer,
  { session_id, name, records }: Parameters<typeof recordedEngine>[2] & { name: string },
  method: EngineCall,
): EngineCall {
  return async (call, ...rest) => {
    const begun = performance.now()
    const reply = await method(call, ...rest)
    const error = reply.ok ? null : reply.error
    if (error?.code !== "circuit_open") {
      const made: Made = {
        begun,
        store_id: call.connection.store_id,
        session_id,
        correlation_id: call.correlation_id,
        call: name,
        ok: reply.ok,
        error_code: error?.code ?? null,
        outcome: error?.outcome ?? null,
        message: error?.message ?? null,
        latency_ms: Math.round(performance.now() - begun),
      }
      await (records ? records.add(made) : keep(container, made))
    }
    return reply
  }
}

/** A call, and when it began by this process's own clock. */
type Made = Omit<EngineCallInput, "begun_ms_ago"> & { begun: number }

function toInput({ begun, ...made }: Made): EngineCallInput {
  return { ...made, begun_ms_ago: Math.round(performance.now() - begun) }
}

/**
 * The calls that one question to an engine takes. They are stored in the statement that stores the
 * answer; what is left when the question is over is written by itself, and so is a call that nobody
 * waited for and that is answered later still.
 */
export class CallRecords {
  private waiting_: Made[] = []
  private isOver_ = false

  constructor(private readonly container: MedusaContainer) {}

  async add(made: Made): Promise<void> {
    this.waiting_.push(made)
    if (this.isOver_) {
      await this.end()
    }
  }

  /**
   * Hands them to what stores the answer. Where that fails it is done once more without them: a
   * record that cannot be written must not undo an answer.
   */
  async storedBy<T>(store: (calls: EngineCallInput[]) => Promise<T>): Promise<T> {
    const calls = this.waiting_
    this.waiting_ = []
    try {
      return await store(calls.map(toInput))
    } catch (error) {
      if (calls.length === 0) {
        throw error
      }
      this.waiting_ = [...calls, ...this.waiting_]
      return store([])
    }
  }

  /** The question is over: writes what is left. Never throws. */
  async end(): Promise<void> {
    this.isOver_ = true
    const left = this.waiting_
    this.waiting_ = []
    await Promise.all(left.map((made) => keep(this.container, made)))
  }
}

/** The engine has answered already: a record that cannot be written must not undo that. */
async function keep(container: MedusaContainer, made: Made): Promise<void> {
  try {
    await loyaltyService(container).recordEngineCall(toInput(made))
  } catch (error) {
    const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`loyalty: a call of ${made.call} was not recorded: ${safeMessage(error)}`)
  }
}

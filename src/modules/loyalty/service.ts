import type { Server } from "node:http"

import type { ModuleJoinerConfig } from "@medusajs/framework/types"

import { sweepAtBoot } from "./boot-sweep"
import { registerCompletionGuard } from "./completion-guard"
import { joinerConfig } from "./joiner-config"
import { CheckupService } from "./persistence/checkup-service"
import { safeMessage } from "./utils/safe-message"
import { warmUpLater } from "./warm-up"
import { openWorkerPort } from "./worker-port"

/**
 * The module's service, resolved as `loyalty_engine`. Its rooms, lowest first: base (options,
 * keys, providers), config, members, sessions, states, evaluations, outbox, operations, adjustments, reversals, jobs,
 * books (reconciliation), figures, people (privacy), keys (reseal), insight,
 * checkups.
 */
export class LoyaltyModuleService extends CheckupService {
  private worker_server_: Server | null = null
  private callOffWarmUp_: (() => void) | null = null

  /** Medusa's `Module()` takes it before it makes one itself. */
  __joinerConfig(): ModuleJoinerConfig {
    return joinerConfig()
  }

  /** Medusa calls it in every worker mode, when all workflows are loaded; it swallows errors. */
  __hooks = {
    onApplicationStart: async (): Promise<void> => {
      this.takeCompletionGuard_()
      // Not awaited: a shop with many open orders must not start later because of it.
      void sweepAtBoot(this.options_).catch((error: unknown) => {
        this.logger_.error(`loyalty: the sweep at start failed: ${safeMessage(error)}`)
      })
      this.callOffWarmUp_ = warmUpLater(this.providerIds().map((id) => () => this.provider(id)))
      this.worker_server_ = await openWorkerPort(this.options_)
    },
    onApplicationShutdown: (): Promise<void> => {
      this.callOffWarmUp_?.()
      this.worker_server_?.close()
      this.worker_server_?.closeAllConnections()
      this.worker_server_ = null
      return Promise.resolve()
    },
  }

  private takeCompletionGuard_(): void {
    if (this.options_.completion_guard === "host") {
      return
    }
    try {
      const { state, detail } = registerCompletionGuard()
      this.setCompletionGuardState(state, detail)
      if (state !== "held") {
        this.logger_.warn(`loyalty: completion guard ${state}: ${detail ?? ""}`)
      }
    } catch (error) {
      this.setCompletionGuardState("failed", (error as Error).message)
      this.logger_.error(`loyalty: completion guard failed: ${(error as Error).message}`)
    }
  }
}

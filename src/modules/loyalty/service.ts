import { registerCompletionGuard } from "./completion-guard"
import { JobService } from "./persistence/job-service"

/**
 * The module's service, resolved as `loyalty_engine`. Its rooms, lowest first: base (options,
 * keys, providers), config, members, sessions, evaluations, outbox, operations, jobs.
 */
export class LoyaltyModuleService extends JobService {
  /** Medusa calls it in every worker mode, when all workflows are loaded; it swallows errors. */
  __hooks = {
    onApplicationStart: (): Promise<void> => {
      if (this.options_.completion_guard === "host") {
        return Promise.resolve()
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
      return Promise.resolve()
    },
  }
}

import type * as cockatiel from "cockatiel"
import type {
  CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  CountBreaker,
  IBreaker,
} from "cockatiel"
import { lazily } from "../../../modules/loyalty/lazily"
import type { BreakerBoard, BreakerState } from "../../../types/provider"
import { noOtherProcess, type Deps } from "./deps"
import { LruMap } from "./lru"

export interface BreakerOptions {
  consecutive_failures: number
  sample_size: number
  sample_failure_ratio: number
  open_ms: number
}

/**
 * What an attempt says about the engine's health. A refusal in proper form is a `success`;
 * `neutral` (the caller walked away) neither counts nor breaks a run of failures; `limited` (429)
 * is neutral until it keeps coming.
 */
export type Health = "success" | "failure" | "neutral" | "limited"

export type Guarded<T> = { admitted: true; value: T } | { admitted: false; retry_after_s: number }

const MAX_BREAKERS = 1_000

type Cockatiel = typeof cockatiel

class NeutralOutcome<T> extends Error {
  constructor(readonly value: T) {
    super("neutral")
  }
}

/** Another process found the engine down. */
class FoundDownElsewhere extends Error {}

/** Opens on a run of failures, when enough of the last calls failed, or when it is told to. */
class EitherBreaker implements IBreaker {
  /** The next failure opens, whatever came before. */
  trips = false
  private readonly run_: ConsecutiveBreaker
  private readonly sample_: CountBreaker

  constructor(options: BreakerOptions, { ConsecutiveBreaker, CountBreaker }: Cockatiel) {
    this.run_ = new ConsecutiveBreaker(options.consecutive_failures)
    const { sample_size: size, sample_failure_ratio } = options
    // CountBreaker opens above its threshold, the contract at "half of the last 20". It refuses a
    // threshold of 0: a ratio of less than one call opens at the first failure of a sample.
    const threshold = Math.max(sample_failure_ratio - 0.5 / size, 0.25 / size)
    this.sample_ = new CountBreaker({ threshold, size })
  }

  get state(): unknown {
    return [this.run_.state, this.sample_.state]
  }

  success(state: CircuitState): void {
    this.run_.success()
    this.sample_.success(state)
  }

  failure(state: CircuitState): boolean {
    const run = this.run_.failure()
    const sample = this.sample_.failure(state)
    return run || sample || this.trips
  }
}

type BreakerDeps = Pick<Deps, "monotonic"> & Partial<Pick<Deps, "breakers">>

/** One breaker: cockatiel's state machine, judged by our clock, and known to other processes. */
class Breaker {
  private readonly policy_: CircuitBreakerPolicy
  private readonly breaker_: EitherBreaker
  private readonly board_: BreakerBoard
  private readonly states_: Cockatiel["CircuitState"]
  private openedAt_ = 0
  private limitedRun_ = 0

  constructor(
    private readonly key: string,
    private readonly options: BreakerOptions,
    private readonly deps: BreakerDeps & { cockatiel: Cockatiel },
  ) {
    const { circuitBreaker, handleWhen, CircuitState } = deps.cockatiel
    this.board_ = deps.breakers ?? noOtherProcess
    this.breaker_ = new EitherBreaker(options, deps.cockatiel)
    this.states_ = CircuitState
    const remaining = () => this.remaining_()
    // cockatiel compares Date.now() with this duration. Answering with infinities hands the
    // decision to a clock that cannot be set back.
    const backoff = {
      get duration() {
        return remaining() > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY
      },
      next: () => backoff,
    }
    this.policy_ = circuitBreaker(
      handleWhen((error) => !(error instanceof NeutralOutcome) || this.probing_()).orWhenResult(
        (result) => (result as { health: Health }).health === "failure",
      ),
      { halfOpenAfter: { next: () => backoff }, breaker: this.breaker_ },
    )
    this.policy_.onBreak(() => {
      this.openedAt_ = this.deps.monotonic()
      if (!this.breaker_.trips) {
        void this.board_.opened(this.key, this.options.open_ms)
      }
    })
  }

  get state(): BreakerState {
    if (this.policy_.state === this.states_.Closed) {
      return this.board_.knownOpenFor_ms(this.key) > 0 ? "OPEN" : "CLOSED"
    }
    return this.probing_() || this.remaining_() === 0 ? "HALF_OPEN" : "OPEN"
  }

  async run<T extends { health: Health }>(attempt: () => Promise<T>): Promise<Guarded<T>> {
    await this.heedOthers_()
    // cockatiel lets others wait for the probe's end; a checkout must not wait, so they fail fast.
    if (this.probing_()) {
      return { admitted: false, retry_after_s: 1 }
    }
    if (this.policy_.state === this.states_.Open && this.remaining_() > 0) {
      return { admitted: false, retry_after_s: Math.ceil(this.remaining_() / 1000) }
    }
    try {
      const { result } = await this.policy_.execute(async () => {
        const result = await attempt()
        const health = this.healthOf_(result.health)
        if (health === "neutral") {
          throw new NeutralOutcome(result)
        }
        return { result, health }
      })
      return { admitted: true, value: result }
    } catch (error) {
      if (error instanceof NeutralOutcome) {
        return { admitted: true, value: error.value as T }
      }
      throw error
    }
  }

  /** Opens for as long as another process leaves the engine alone; then this one probes, too. */
  private async heedOthers_(): Promise<void> {
    const left_ms = await this.board_.openFor_ms(this.key)
    if (left_ms <= 0 || this.policy_.state !== this.states_.Closed) {
      return
    }
    this.breaker_.trips = true
    try {
      await this.policy_.execute(() => Promise.reject(new FoundDownElsewhere()))
    } catch (error) {
      if (!(error instanceof FoundDownElsewhere)) {
        throw error
      }
    } finally {
      this.breaker_.trips = false
    }
    this.openedAt_ = this.deps.monotonic() + left_ms - this.options.open_ms
  }

  /** A 429 counts once as many came in a row as it takes failures to open. */
  private healthOf_(health: Health): Exclude<Health, "limited"> {
    if (health === "neutral") {
      return health
    }
    this.limitedRun_ = health === "limited" ? this.limitedRun_ + 1 : 0
    if (health !== "limited") {
      return health
    }
    return this.limitedRun_ >= this.options.consecutive_failures ? "failure" : "neutral"
  }

  private probing_(): boolean {
    return this.policy_.state === this.states_.HalfOpen
  }

  private remaining_(): number {
    return Math.max(0, this.openedAt_ + this.options.open_ms - this.deps.monotonic())
  }
}

/** Keeps one breaker per engine and participant, so that one bad engine stops nobody else. */
export class BreakerRegistry {
  private readonly breakers_ = new LruMap<Breaker>(MAX_BREAKERS)
  private readonly deps_: BreakerDeps & { cockatiel: Cockatiel }

  constructor(
    private readonly options: BreakerOptions,
    deps: BreakerDeps,
  ) {
    this.deps_ = { ...deps, cockatiel: lazily<Cockatiel>("cockatiel") }
  }

  /** Runs the attempt, or refuses at once while the circuit is open or being probed. */
  async run<T extends { health: Health }>(
    key: string,
    attempt: () => Promise<T>,
  ): Promise<Guarded<T>> {
    return this.breaker_(key).run(attempt)
  }

  /** `HALF_OPEN` from the moment a probe would be let through. */
  state(key: string): BreakerState {
    return this.breaker_(key).state
  }

  private breaker_(key: string): Breaker {
    return this.breakers_.ensure(key, () => new Breaker(key, this.options, this.deps_))
  }
}

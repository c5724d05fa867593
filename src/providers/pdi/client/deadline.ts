/**
 * One overall time limit for a call, however many attempts and token requests it takes.
 * Ends with the limit or with the caller's signal, whichever comes first.
 */
export class Deadline {
  private readonly controller_ = new AbortController()
  private readonly timer_: NodeJS.Timeout
  private readonly endsAt_: number
  private readonly onCallerAbort_: () => void

  constructor(
    private readonly input: { ms: number; monotonic: () => number; caller?: AbortSignal },
  ) {
    this.endsAt_ = input.monotonic() + input.ms
    this.timer_ = setTimeout(() => this.controller_.abort("deadline"), input.ms)
    this.onCallerAbort_ = () => this.controller_.abort("caller")
    if (input.caller?.aborted) {
      this.onCallerAbort_()
    }
    input.caller?.addEventListener("abort", this.onCallerAbort_, { once: true })
  }

  get signal(): AbortSignal {
    return this.controller_.signal
  }

  /** Milliseconds left, never negative. */
  remaining(): number {
    return this.signal.aborted ? 0 : Math.max(0, this.endsAt_ - this.input.monotonic())
  }

  /**
   * True when the caller went away for a reason of its own. A caller whose own timer ran out
   * found the engine slow, which is the engine's failure and not a change of mind.
   */
  abandoned(): boolean {
    const reason: unknown = this.input.caller?.reason
    const timed_out =
      typeof reason === "object" &&
      reason !== null &&
      "name" in reason &&
      reason.name === "TimeoutError"
    return this.signal.reason === "caller" && !timed_out
  }

  /** Always call: a caller's long-lived signal must not collect listeners. */
  dispose(): void {
    clearTimeout(this.timer_)
    this.input.caller?.removeEventListener("abort", this.onCallerAbort_)
  }
}

/** Waits for shared work without taking it down when this waiter's time is over. */
export async function waitWithin<T>(
  work: Promise<T>,
  signal: AbortSignal,
): Promise<{ done: true; value: T } | { done: false }> {
  if (signal.aborted) {
    return { done: false }
  }
  let onAbort = () => {}
  const aborted = new Promise<{ done: false }>((resolve) => {
    onAbort = () => resolve({ done: false })
    signal.addEventListener("abort", onAbort, { once: true })
  })
  try {
    return await Promise.race([work.then((value) => ({ done: true as const, value })), aborted])
  } finally {
    signal.removeEventListener("abort", onAbort)
  }
}

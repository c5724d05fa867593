const SECOND_MS = 1_000
const WAIT_DEFAULT_S = 30
const WAIT_MIN_S = 5
const WAIT_MAX_S = 120
/** After so many tries each wait is the longest: an outage may be a long one. */
const TRIES_SOON = 10

/** Asks again later when an engine could not answer, never hastily, and until it does. */
export class Retry {
  #timer: ReturnType<typeof setTimeout> | undefined
  #tries = 0

  constructor(private readonly act: () => void) {}

  /** Plans the next try in as many seconds as the server said, or after a usual wait. */
  plan(retry_after: number | null): void {
    clearTimeout(this.#timer)
    this.#tries += 1
    const wait_s =
      this.#tries > TRIES_SOON
        ? WAIT_MAX_S
        : Math.min(WAIT_MAX_S, Math.max(WAIT_MIN_S, retry_after ?? WAIT_DEFAULT_S))
    this.#timer = setTimeout(this.act, wait_s * SECOND_MS)
  }

  /** All is well: nothing is planned any more. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#tries = 0
  }
}

import type { Choices } from "./choices.js"

/** One question to the server, and whether its answer still matters. */
export interface Errand {
  /** Empty: only evaluate. */
  choices: Choices
  signal: AbortSignal
  /** The basket changed since: the answer is of yesterday. */
  isStale(): boolean
}

export interface LaneOptions {
  /** Milliseconds after the last cart change before the server is asked. */
  delay_ms: number
  run(errand: Errand): Promise<void>
  /** Called whenever the lane begins or ends being busy, and whenever a choice is taken in. */
  onChange(): void
}

/**
 * Sends one question after the other. Cart changes are collected and only the last one asks, a
 * question about an older basket is ended, and choices made meanwhile go together in the next one.
 */
export class Lane {
  #waiting: Choices = new Map()
  #sent: Choices = new Map()
  /** Answered for a basket that is no more: they stand until the next answer says so. */
  #settling: Choices = new Map()
  #timer: ReturnType<typeof setTimeout> | null = null
  #asking: AbortController | null = null
  #is_due = false
  #is_stopped = false
  #basket = 0

  constructor(private readonly options: LaneOptions) {}

  /** Whether an answer is awaited or about to be asked for. */
  get isBusy(): boolean {
    return this.#timer !== null || this.#asking !== null
  }

  /** What the shopper chose and the server has not confirmed; a later choice wins. */
  get unconfirmed(): Choices {
    return new Map([...this.#settling, ...this.#sent, ...this.#waiting])
  }

  /** The basket changed: ask when it has been quiet for a while. */
  basketChanged(): void {
    this.#basket += 1
    // A choice that was sent stands: ending the call would leave it unknown.
    if (this.#sent.size === 0) {
      this.#asking?.abort()
    }
    this.#clearTimer()
    this.#timer = setTimeout(() => this.evaluate(), this.options.delay_ms)
    this.options.onChange()
  }

  /** Ask now. */
  evaluate(): void {
    this.#clearTimer()
    this.#is_due = true
    void this.#drain()
  }

  choose(reward_id: string, choice: "accept" | "decline"): void {
    this.#waiting = new Map([...this.#waiting, [reward_id, choice]])
    const has_to_wait = this.#asking !== null
    this.evaluate()
    if (has_to_wait) {
      // It is sent when the answer under way is there, and shown now.
      this.options.onChange()
    }
  }

  /** Forgets everything; an answer under way is ignored. */
  stop(): void {
    this.#is_stopped = true
    this.#clearTimer()
    this.#asking?.abort()
    this.#waiting = new Map()
    this.#sent = new Map()
    this.#settling = new Map()
  }

  async #drain(): Promise<void> {
    if (this.#asking) {
      return
    }
    while (this.#is_due && !this.#is_stopped) {
      this.#is_due = false
      await this.#send()
    }
    this.options.onChange()
  }

  async #send(): Promise<void> {
    const asking = new AbortController()
    const basket = this.#basket
    this.#asking = asking
    this.#sent = this.#waiting
    this.#waiting = new Map()
    this.options.onChange()
    try {
      await this.options.run({
        choices: this.#sent,
        signal: asking.signal,
        isStale: () => this.#is_stopped || basket !== this.#basket,
      })
    } finally {
      // Whatever happened: a lane that waits for ever would ask nothing any more.
      this.#asking = null
      this.#settling =
        basket === this.#basket ? new Map() : new Map([...this.#settling, ...this.#sent])
      this.#sent = new Map()
    }
  }

  #clearTimer(): void {
    clearTimeout(this.#timer ?? undefined)
    this.#timer = null
  }
}

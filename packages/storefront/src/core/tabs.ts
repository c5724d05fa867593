import { isRecord } from "./failure.js"
import { isSessionRecord, KEY, type SessionRecord } from "./memory.js"

/** A tab of the same browser answers within a few milliseconds, or there is none. */
const ANSWER_MS = 150

export interface TabsOptions {
  /** What this tab knows of a cart. */
  recordOf(cart_id: string): SessionRecord | null
  /** Another tab changed the session or the cart. */
  onChanged(cart_id: string): void
}

/** Talks to the shop's other tabs, so that one cart has one session in all of them. */
export class Tabs {
  readonly #channel = openChannel()
  readonly #asking = new Set<(record: SessionRecord) => void>()

  constructor(private readonly options: TabsOptions) {
    if (this.#channel) {
      this.#channel.onmessage = ({ data }: MessageEvent<unknown>) => this.#hear(data)
    }
  }

  /** The record that another open tab has of this cart. */
  ask(cart_id: string): Promise<SessionRecord | null> {
    if (!this.#channel) {
      return Promise.resolve(null)
    }
    return new Promise((resolve) => {
      const settle = (record: SessionRecord | null) => {
        if (record === null || record.cart_id === cart_id) {
          clearTimeout(timer)
          this.#asking.delete(settle)
          resolve(record)
        }
      }
      const timer = setTimeout(() => settle(null), ANSWER_MS)
      this.#asking.add(settle)
      this.#channel?.postMessage({ kind: "ask", cart_id })
    })
  }

  tellChanged(cart_id: string): void {
    this.#channel?.postMessage({ kind: "changed", cart_id })
  }

  close(): void {
    this.#channel?.close()
  }

  #hear(message: unknown): void {
    if (!isRecord(message)) {
      return
    }
    const { kind, cart_id, record } = message as {
      kind?: string
      cart_id: string
      record?: unknown
    }
    if (kind === "ask") {
      const known = this.options.recordOf(cart_id)
      if (known) {
        this.#channel?.postMessage({ kind: "answer", record: known })
      }
    } else if (kind === "answer" && isSessionRecord(record)) {
      this.#asking.forEach((settle) => settle(record))
    } else if (kind === "changed") {
      this.options.onChanged(cart_id)
    }
  }
}

function openChannel(): BroadcastChannel | null {
  try {
    return new BroadcastChannel(KEY)
  } catch {
    // There is none, or the browser forbids it, as Firefox does with cookies: this tab is alone.
    return null
  }
}

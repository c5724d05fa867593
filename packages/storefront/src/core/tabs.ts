import { isRecord } from "./failure.js"
import { isSessionRecord, type SessionRecord } from "./memory.js"

const CHANNEL = "medusa-loyalty-storefront"
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
  private readonly channel =
    typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL)
  private answered: ((record: SessionRecord) => void) | null = null

  constructor(private readonly options: TabsOptions) {
    if (this.channel) {
      this.channel.onmessage = ({ data }: MessageEvent<unknown>) => this.hear(data)
    }
  }

  /** The record that another open tab has of this cart. */
  ask(cart_id: string): Promise<SessionRecord | null> {
    if (!this.channel) {
      return Promise.resolve(null)
    }
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), ANSWER_MS)
      this.answered = (record) => {
        if (record.cart_id === cart_id) {
          clearTimeout(timer)
          resolve(record)
        }
      }
      this.channel?.postMessage({ kind: "ask", cart_id })
    })
  }

  tellChanged(cart_id: string): void {
    this.channel?.postMessage({ kind: "changed", cart_id })
  }

  close(): void {
    this.channel?.close()
  }

  private hear(message: unknown): void {
    if (!isRecord(message)) {
      return
    }
    const { kind, cart_id, record } = message
    if (kind === "ask" && typeof cart_id === "string") {
      const known = this.options.recordOf(cart_id)
      if (known) {
        this.channel?.postMessage({ kind: "answer", record: known })
      }
    } else if (kind === "answer" && isSessionRecord(record)) {
      this.answered?.(record)
    } else if (kind === "changed" && typeof cart_id === "string") {
      this.options.onChanged(cart_id)
    }
  }
}

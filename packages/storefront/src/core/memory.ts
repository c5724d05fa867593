import { isRecord } from "./failure.js"

/** What a tab remembers of a session: no name, no number, no balance. */
export interface SessionRecord {
  cart_id: string
  session_id: string
  /** Reads the summary of the session's order, and nothing else. */
  token: string | null
  /** ISO 8601. */
  expires_at: string
  /** Known once the cart was completed. */
  order_id: string | null
}

/** Where records are kept; the browser's `sessionStorage` fits. */
export type RecordStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">

const KEY = "medusa-loyalty-storefront"
const RECORDS_MAX = 5

/**
 * Remembers sessions through a reload. By default in `sessionStorage`, so that closing the tab
 * forgets them: on a shared device the next person does not find somebody's membership.
 */
export class SessionMemory {
  #kept: SessionRecord[] = []

  constructor(private readonly storage: RecordStorage | null = tabStorage()) {}

  /** Newest first. */
  all(): SessionRecord[] {
    try {
      const text = this.storage?.getItem(KEY)
      const read: unknown = text ? JSON.parse(text) : this.#kept
      return Array.isArray(read) ? read.filter(isSessionRecord) : []
    } catch {
      // Storage that is shut or spoilt is as good as empty; this page's own records remain.
      return this.#kept
    }
  }

  ofCart(cart_id: string): SessionRecord | null {
    return this.all().find((record) => record.cart_id === cart_id) ?? null
  }

  /** Adds a record, or replaces the one of its cart; a token that is known stays. */
  keep(record: SessionRecord): void {
    const known = this.ofCart(record.cart_id)
    const same = known?.session_id === record.session_id ? known : null
    const merged = {
      ...record,
      token: record.token ?? same?.token ?? null,
      order_id: record.order_id ?? same?.order_id ?? null,
    }
    this.#write([merged, ...this.all().filter(({ cart_id }) => cart_id !== record.cart_id)])
  }

  forget(cart_id: string): void {
    this.#write(this.all().filter((record) => record.cart_id !== cart_id))
  }

  /** Whose tokens may read an order's summary: the one bound to it, else those not bound yet. */
  candidatesFor(order_id: string): SessionRecord[] {
    const records = this.all()
    const bound = records.filter((record) => record.order_id === order_id)
    return bound.length > 0 ? bound : records.filter((record) => record.order_id === null)
  }

  /** What proves, newest order first, that this tab's shopper paid with a membership. */
  proofs(): { session_id: string; token: string }[] {
    return this.all().flatMap(({ session_id, token, order_id }) =>
      token !== null && order_id !== null ? [{ session_id, token }] : [],
    )
  }

  #write(records: SessionRecord[]): void {
    this.#kept = records.slice(0, RECORDS_MAX)
    try {
      if (this.#kept.length === 0) {
        this.storage?.removeItem(KEY)
      } else {
        this.storage?.setItem(KEY, JSON.stringify(this.#kept))
      }
    } catch {
      // A full or forbidden storage: the records live as long as this page.
    }
  }
}

function tabStorage(): RecordStorage | null {
  try {
    return typeof window === "undefined" ? null : window.sessionStorage
  } catch {
    // Some browsers throw when cookies are forbidden.
    return null
  }
}

export const isSessionRecord = (value: unknown): value is SessionRecord =>
  isRecord(value) &&
  ["cart_id", "session_id", "expires_at"].every((name) => typeof value[name] === "string") &&
  ["token", "order_id"].every((name) => value[name] === null || typeof value[name] === "string")

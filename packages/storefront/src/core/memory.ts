import { isRecord } from "./failure.js"

/** What is remembered of a session: no name, no number, no balance. */
export interface SessionRecord {
  cart_id: string
  session_id: string
  /** Reads the summary of the session's order, and nothing else. */
  token: string | null
  /** Known once the cart was completed. */
  order_id: string | null
}

/** Where records are kept; the browser's `sessionStorage` fits. */
export type RecordStorage = Pick<Storage, "getItem" | "setItem">

type Names = Pick<SessionRecord, "cart_id" | "session_id">

type KeptRecord = SessionRecord & {
  /** When the session last answered, in milliseconds. */
  seen_at?: number
}

/** What ours is called in a browser: its records, and what tabs talk through. */
export const KEY = "medusa-loyalty-storefront"
const RECORDS_MAX = 5
/** How long after the last answer a tab that was closed may be opened again. */
const AWAY_MAX_MS = 1_800_000

/**
 * Remembers sessions: in `sessionStorage` through a reload, and, until the cart is an order, in
 * `localStorage` for a shopper who closed the tab and comes back soon. Later than that it may be
 * somebody else at a shared device: they do not find a membership, and its rewards have to go.
 */
export class SessionMemory {
  readonly #tab: RecordStorage
  readonly #device: RecordStorage

  /** @param storage the shop's own place in place of both; null is this page alone */
  constructor(storage?: RecordStorage | null) {
    const is_given = storage !== undefined
    this.#tab = is_given ? (storage ?? ofPage()) : ofBrowser("sessionStorage")
    this.#device = is_given ? ofPage() : ofBrowser("localStorage")
  }

  /** The session of this tab's cart, or of a tab that was closed a short while ago. */
  ofCart(cart_id: string): SessionRecord | null {
    const left = this.leftBehind(cart_id)
    return ofCart(this.#tab, cart_id) ?? (left && isRecent(left) ? left : null)
  }

  /** What a tab left behind that was closed, however long ago. */
  leftBehind(cart_id: string): KeptRecord | null {
    return ofCart(this.#device, cart_id)
  }

  /** Adds a record, or replaces the one of its cart; of the same session it keeps what is known. */
  keep(record: Names & Partial<SessionRecord>): void {
    const known = this.ofCart(record.cart_id)
    const merged = {
      ...{ token: null, order_id: null },
      ...(known?.session_id === record.session_id && known),
      ...record,
      seen_at: Date.now(),
    }
    write(this.#tab, merged, merged)
    // An order's summary is for the tab that placed it.
    write(this.#device, merged, merged.order_id === null ? merged : null)
  }

  forget(names: Names): void {
    write(this.#tab, names)
    write(this.#device, names)
  }

  /**
   * Whose tokens may read an order's summary: the one bound to it, else those not bound yet. A
   * payment may end in a new tab, which knows only what the device does.
   */
  candidatesFor(order_id: string): SessionRecord[] {
    const known = read(this.#tab)
    const records = known.length > 0 ? known : read(this.#device).filter(isRecent)
    const bound = records.filter((record) => record.order_id === order_id)
    return bound.length > 0 ? bound : records.filter((record) => record.order_id === null)
  }

  /** What proves, newest order first, that this tab's shopper paid with a membership. */
  proofs(): { session_id: string; token: string }[] {
    return read(this.#tab).flatMap(({ session_id, token, order_id }) =>
      token !== null && order_id !== null ? [{ session_id, token }] : [],
    )
  }
}

/** Newest first. */
function read(storage: RecordStorage): KeptRecord[] {
  try {
    const records: unknown = JSON.parse(storage.getItem(KEY) ?? "")
    return Array.isArray(records) ? records.filter(isSessionRecord) : []
  } catch {
    // Storage that is shut, empty or spoilt.
    return []
  }
}

/** Takes out the record of a session, and that of the new one's cart. */
function write(storage: RecordStorage, old: Names, record: KeptRecord | null = null): void {
  const others = read(storage).filter(
    ({ session_id, cart_id }) => session_id !== old.session_id && cart_id !== record?.cart_id,
  )
  const records = record ? [record, ...others] : others
  try {
    storage.setItem(KEY, JSON.stringify(records.slice(0, RECORDS_MAX)))
  } catch {
    // Full or forbidden: nothing is remembered.
  }
}

const isRecent = ({ seen_at = 0 }: KeptRecord): boolean => Date.now() - seen_at < AWAY_MAX_MS

const ofCart = (storage: RecordStorage, cart_id: string): KeptRecord | null =>
  read(storage).find((record) => record.cart_id === cart_id) ?? null

/** As long as this page. */
function ofPage(): RecordStorage {
  let kept: string | null = null
  return { getItem: () => kept, setItem: (_, text) => void (kept = text) }
}

function ofBrowser(name: "sessionStorage" | "localStorage"): RecordStorage {
  try {
    return window[name]
  } catch {
    // A server has no window, and some browsers throw when cookies are forbidden.
    return ofPage()
  }
}

/** As far as what this package wrote itself can be taken for something else. */
export const isSessionRecord = (value: unknown): value is SessionRecord =>
  isRecord(value) && !!value["cart_id"] && !!value["session_id"]

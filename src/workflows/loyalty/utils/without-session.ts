import { ID_LENGTH_MAX } from "../../../modules/loyalty/keys"

const MEMORY_MS = 2_000
const CARTS_MAX = 10_000

/** Until when a cart is known to have no session, by this process's monotonic clock. */
const known = new Map<string, number>()

/**
 * Remembers for a moment that a cart has no session, so that the event of the same request needs
 * no second look. Only work is saved: whoever evaluates for good reads the row. An id longer than
 * any cart's is not kept: a stranger may send as many of them as he likes.
 *
 * @param now_ms `performance.now()`: a clock that is set back would have carts remembered for hours
 */
export function noteWithoutSession(cart_id: string, now_ms: number): void {
  if (cart_id.length > ID_LENGTH_MAX) {
    return
  }
  if (known.size >= CARTS_MAX) {
    known.clear()
  }
  known.set(cart_id, now_ms + MEMORY_MS)
}

/** Whether the cart was seen without a session a moment ago, by the same clock. */
export function wasWithoutSession(cart_id: string, now_ms: number): boolean {
  const until_ms = known.get(cart_id)
  if (until_ms !== undefined && until_ms <= now_ms) {
    known.delete(cart_id)
  }
  return until_ms !== undefined && until_ms > now_ms
}

/** A session was opened for the cart. */
export function forgetWithoutSession(cart_id: string): void {
  known.delete(cart_id)
}

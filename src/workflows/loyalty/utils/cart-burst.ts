const QUIET_MS = 300
/** However long the changes go on, the shopper's discounts follow after this. */
const WAIT_MS_MAX = 3_000
/** A busy server has made few changes by then: a call for each few would make it busier. */
const CHANGES_MIN = 10
const SLOW_WAIT_MS_MAX = 12_000

interface Burst {
  began_at: number
  quiet_at: number
  changes: number
}

/** Carts that somebody waits for in this process. */
const bursts = new Map<string, Burst>()
/** How many requests are changing a cart in this process at this moment. */
const editing = new Map<string, number>()

/**
 * Waits until a cart was left alone for a moment: nobody is changing it, and nobody did for 300 ms;
 * at most three seconds, or twelve where they were not enough for ten changes. Answers false at once to all but the first who ask during
 * a burst of changes: each of them only prolongs the wait.
 */
export async function isQuiet(cart_id: string): Promise<boolean> {
  const now = performance.now()
  const running = bursts.get(cart_id)
  if (running) {
    running.quiet_at = now + QUIET_MS
    running.changes += 1
    return false
  }
  const burst: Burst = { began_at: now, quiet_at: now + QUIET_MS, changes: 1 }
  bursts.set(cart_id, burst)
  for (let left_ms = QUIET_MS; left_ms > 0; left_ms = left(cart_id, burst)) {
    await new Promise((resolve) => setTimeout(resolve, left_ms))
  }
  bursts.delete(cart_id)
  return true
}

/** A request begins to change a cart; what it returns is called when the request is over. */
export function noteEditing(cart_id: string): () => void {
  editing.set(cart_id, (editing.get(cart_id) ?? 0) + 1)
  return () => {
    const others = (editing.get(cart_id) ?? 1) - 1
    if (others > 0) {
      editing.set(cart_id, others)
    } else {
      editing.delete(cart_id)
    }
    const burst = bursts.get(cart_id)
    if (burst) {
      burst.quiet_at = performance.now() + QUIET_MS
    }
  }
}

/** How long a burst is still waited for; how soon to look again while somebody edits. */
function left(cart_id: string, { began_at, quiet_at, changes }: Burst): number {
  const now = performance.now()
  const wait_ms = changes >= CHANGES_MIN ? WAIT_MS_MAX : SLOW_WAIT_MS_MAX
  const end_at = editing.has(cart_id) ? now + QUIET_MS : quiet_at
  return Math.ceil(Math.min(end_at, began_at + wait_ms) - now)
}

import type { ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

/** Most answers follow within a tenth of it; a queue's worker stands still no longer. */
const WAIT_MS_MAX = 1_000

/** Completions that this process is answering. */
const underWay = new Set<Promise<void>>()

/**
 * A completion goes on, and what it sets off in this process is to wait for its answer: Medusa's
 * local bus calls subscribers while the route still reads what it answers with, and both share one
 * thread, so the shopper would wait for our work.
 */
export function noteAnswering(res: ServerResponse): void {
  if (res.closed) {
    return
  }
  const answered = new Promise<void>((resolve) => {
    // Also when the client went away before the answer.
    res.once("close", () => {
      underWay.delete(answered)
      resolve()
    })
  })
  underWay.add(answered)
}

/** Calls back when a response is over; at once where it is: its event does not come again. */
export function onceClosed(res: ServerResponse, callback: () => void): void {
  if (res.closed) {
    callback()
  } else {
    res.once("close", callback)
  }
}

/**
 * Waits until the completions under way in this process have their answers, the one among them that
 * set this off. At once where there are none, e.g. in a worker. Which one it was is not followed:
 * an `AsyncLocalStorage` would make every promise of the process dearer. A process that ends
 * meanwhile is not held up; what would have followed is lost like an event.
 */
export async function afterAnswers(): Promise<void> {
  if (underWay.size === 0) {
    return
  }
  const over = new AbortController()
  const limit = sleep(WAIT_MS_MAX, undefined, { ref: false, signal: over.signal })
  try {
    await Promise.race([Promise.all(underWay), limit])
  } finally {
    over.abort()
  }
}

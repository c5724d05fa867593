import { AsyncLocalStorage } from "node:async_hooks"
import type { ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"

/** A route that has not answered by then has other troubles, and the order must be placed. */
const WAIT_MS_MAX = 3_000

const answers = new AsyncLocalStorage<Promise<void>>()

/**
 * Goes on with a request such that whatever it sets off in this process can wait for its answer.
 * Medusa's local bus calls subscribers while the route still reads what it answers with, and both
 * share one thread: the shopper would wait for our work.
 */
export function noteAnswering(res: ServerResponse, goOn: () => void): void {
  const answered = new Promise<void>((resolve) => {
    // Also when the client went away before the answer.
    res.once("close", resolve)
  })
  answers.run(answered, goOn)
}

/**
 * Waits until the request that set this off has its answer. At once where none did, e.g. for a job,
 * a payment's webhook or a queue, whose worker must not stand still. A process that ends meanwhile
 * is not held up; what would have followed is lost like an event.
 */
export async function afterAnswer(): Promise<void> {
  const answered = answers.getStore()
  if (!answered) {
    return
  }
  const over = new AbortController()
  const limit = sleep(WAIT_MS_MAX, undefined, { ref: false, signal: over.signal })
  try {
    await Promise.race([answered, limit])
  } finally {
    over.abort()
  }
}

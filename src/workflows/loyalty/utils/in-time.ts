import { setTimeout as sleep } from "node:timers/promises"

/** What `inTime` answers for work that is not done when its time is over. */
export const LATE: unique symbol = Symbol("late")

/**
 * Waits for work no longer than its time, e.g. where every lock hangs because Redis is away. The
 * work goes on by itself; what it throws later is for `onLateError`, because nobody waits any more.
 */
export async function inTime<T>(
  work: Promise<T>,
  limit_ms: number,
  onLateError: (error: unknown) => void,
): Promise<T | typeof LATE> {
  const timer = new AbortController()
  const over = sleep<typeof LATE>(limit_ms, LATE, { signal: timer.signal })
  // Ended early where the work was quicker.
  over.catch(() => undefined)
  try {
    const first = await Promise.race([work, over])
    if (first === LATE) {
      work.catch(onLateError)
    }
    return first
  } finally {
    timer.abort()
  }
}

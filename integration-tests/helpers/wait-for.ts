import { setTimeout as sleep } from "node:timers/promises"

/** How long and how often to look. */
export interface WaitOptions {
  readonly timeout_ms?: number
  readonly interval_ms?: number
}

/**
 * Calls `look` until it returns something truthy, and returns that.
 *
 * An error that `look` throws counts as "not yet"; the last one is the cause when time is up.
 *
 * @example
 * const session = await waitFor(() => findSession(cart.id))
 */
export const waitFor = async <T>(
  look: () => T | Promise<T>,
  { timeout_ms = 30_000, interval_ms = 50 }: WaitOptions = {},
): Promise<Exclude<NonNullable<T>, false | 0 | "">> => {
  const deadline = Date.now() + timeout_ms
  let cause: unknown
  for (;;) {
    try {
      const found = await look()
      if (found) {
        return found as Exclude<NonNullable<T>, false | 0 | "">
      }
      cause = undefined
    } catch (error) {
      cause = error
    }
    if (Date.now() + interval_ms > deadline) {
      throw new Error(`Waited ${timeout_ms} ms in vain for: ${look.toString()}`, { cause })
    }
    await sleep(interval_ms)
  }
}

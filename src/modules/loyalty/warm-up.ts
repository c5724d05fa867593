import { setImmediate as otherRequests } from "node:timers/promises"

import { lazily } from "./lazily"

/** After this, whoever waited for the start has been served. */
const AFTER_START_MS = 3_000

/** Packages that a shop starts without: each is loaded by what needs it first, or here. */
const PACKAGES = ["prom-client", "libphonenumber-js", "rate-limiter-flexible"]

/**
 * Loads what a shop starts without a few seconds after its start, so that its first shopper does
 * not wait for it. Returns how to call that off.
 *
 * @param providers each makes one of the registered engines, which loads what that one needs
 */
export function warmUpLater(providers: readonly (() => unknown)[]): () => void {
  const loads = [...PACKAGES.map((name) => () => lazily(name)), ...providers]
  const timer = setTimeout(() => void warmUp(loads), AFTER_START_MS).unref()
  return () => {
    clearTimeout(timer)
  }
}

/** One at a time: requests have their turns in between. */
async function warmUp(loads: readonly (() => unknown)[]): Promise<void> {
  for (const load of loads) {
    try {
      load()
    } catch {
      // Whoever needs it meets the same fault, and says so.
    }
    await otherRequests()
  }
}

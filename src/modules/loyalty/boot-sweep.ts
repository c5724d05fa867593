import { setTimeout as sleep } from "node:timers/promises"

import type * as framework from "@medusajs/framework"
import type * as sweeper from "../../workflows/loyalty/flows/sweep-at-boot"

import { lazily } from "./lazily"
import { LOYALTY_MODULE } from "./keys"

/** Looks in one life of a lease: the process before this one may have died with it. */
const LOOKS_PER_LEASE = 4
const LOOKS = 6

/**
 * Sweeps orders once after the start of the application, where jobs run: what events of the time
 * before would have done is not left until the next quarter of an hour. Waits for a lease that a
 * killed process still holds. Never throws.
 */
export async function sweepAtBoot({ lease_s }: { lease_s: number }): Promise<void> {
  const { container } = lazily<typeof framework>("@medusajs/framework")
  // The module alone, as in its own tests, has no application around it.
  if (!container.hasRegistration(LOYALTY_MODULE)) {
    return
  }
  const { runBootSweep } = lazily<typeof sweeper>("../../workflows/loyalty/flows/sweep-at-boot")
  for (let look = 0; look < LOOKS; look++) {
    if (await runBootSweep(container)) {
      return
    }
    await sleep((lease_s * 1000) / LOOKS_PER_LEASE, undefined, { ref: false })
  }
}

import { createHash } from "node:crypto"

import { RateLimiterMemory } from "rate-limiter-flexible"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import type { LoyaltyModuleOptions, RateLimit } from "../../../modules/loyalty/utils/options"

type Limits = LoyaltyModuleOptions["identify_rate_limit"]
type Subject = keyof Limits

const limiters = new Map<string, RateLimiterMemory>()

/**
 * Counts one try to identify, per cart, identifier and address, so that nobody can find out by
 * trying who is a member.
 *
 * @throws LoyaltyError `rate_limited` with the seconds to wait.
 */
export async function limitIdentify(
  limits: Limits,
  subjects: { cart_id: string; identifier: string; address: string },
): Promise<void> {
  await consume("per_cart", limits.per_cart, subjects.cart_id)
  await consume("per_address", limits.per_address, subjects.address)
  await consume("per_identifier", limits.per_identifier, hash(subjects.identifier))
}

async function consume(subject: Subject, limit: RateLimit, key: string): Promise<void> {
  try {
    await limiterOf(subject, limit).consume(key)
  } catch (refusal) {
    const wait_ms = (refusal as { msBeforeNext?: number }).msBeforeNext
    if (wait_ms === undefined) {
      throw refusal
    }
    throw new LoyaltyError("rate_limited", "Too many tries; wait a little and try again", {
      context: { retry_after: Math.max(1, Math.ceil(wait_ms / 1000)) },
    })
  }
}

function limiterOf(subject: Subject, { points, duration_s }: RateLimit): RateLimiterMemory {
  const name = `${subject}:${points}:${duration_s}`
  const known = limiters.get(name)
  if (known) {
    return known
  }
  const limiter = new RateLimiterMemory({ keyPrefix: name, points, duration: duration_s })
  limiters.set(name, limiter)
  return limiter
}

/** Identifiers are personal: not even the memory of a limiter keeps them as they are. */
function hash(identifier: string): string {
  return createHash("sha256").update(identifier).digest("hex")
}

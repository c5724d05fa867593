import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import ipaddr from "ipaddr.js"
import type * as rateLimiter from "rate-limiter-flexible"
import type { RateLimiterPostgres } from "rate-limiter-flexible"

import { LoyaltyError } from "../../../modules/loyalty/domain/errors"
import { lazily } from "../../../modules/loyalty/lazily"
import type { LoyaltyModuleOptions, RateLimit } from "../../../modules/loyalty/utils/options"
import { loyaltyService } from "../../../workflows/loyalty/utils/loyalty"

type Limits = LoyaltyModuleOptions["identify_rate_limit"]
type Subject = keyof Limits

const TABLE = "loyalty_engine_rate_limit"

/** By connection, because tests boot more than one application in a process. */
const limiters = new WeakMap<object, Map<string, RateLimiterPostgres>>()

/**
 * Counts one try to identify, per cart, identifier and address, so that nobody can find out by
 * trying who is a member. Tries count over all processes. While the database cannot count, each
 * process does it by itself.
 *
 * @throws LoyaltyError `rate_limited` with the seconds to wait.
 */
export async function limitIdentify(
  container: MedusaContainer,
  limits: Limits,
  subjects: { cart_id: string; identifier: string; address: string },
): Promise<void> {
  const database = container.resolve<object>(ContainerRegistrationKeys.PG_CONNECTION)
  // Identifiers are personal: not even a limiter keeps them as they are. Phone numbers are few enough
  // to try them all, so a hash without a key would keep them from nobody.
  const service = loyaltyService(container)
  const consume = (subject: Subject, value: string) =>
    take(limiterOf(database, subject, limits[subject]), service.blindName(value, subject))
  // The address first: cart ids can be made up, and each would cost a row.
  await consume("per_address", networkOf(subjects.address))
  await consume("per_cart", subjects.cart_id)
  await consume("per_identifier", subjects.identifier)
}

/** Bits of an IPv6 address that name a customer's network: the rest they choose as they like. */
const NETWORK_PARTS = 4

/** Milliseconds to wait; 0 where the try may be made. */
async function consume(limiter: RateLimiterPostgres, key: string): Promise<number> {
  try {
    await limiter.consume(key)
    return 0
  } catch (refusal) {
    const wait_ms = (refusal as { msBeforeNext?: number }).msBeforeNext
    if (wait_ms === undefined) {
      throw refusal
    }
    return Math.max(1, wait_ms)
  }
}

/** What of an address its owner cannot change from one request to the next. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) {
    return address
  }
  const parsed = ipaddr.process(address)
  return parsed.kind() === "ipv6"
    ? (parsed as ipaddr.IPv6).parts.slice(0, NETWORK_PARTS).join(":")
    : parsed.toString()
}

/** A wait of more windows than this was written by a clock that has been set back since. */
const WINDOWS_WAITED_MAX = 2

async function take(limiter: RateLimiterPostgres, key: string): Promise<void> {
  const longest_ms = WINDOWS_WAITED_MAX * limiter.duration * 1000
  let wait_ms = await consume(limiter, key)
  if (wait_ms > longest_ms) {
    await limiter.delete(key)
    wait_ms = await consume(limiter, key)
  }
  if (wait_ms > 0) {
    throw new LoyaltyError("rate_limited", "Too many tries; wait a little and try again", {
      context: { retry_after: Math.max(1, Math.ceil(wait_ms / 1000)) },
    })
  }
}

function limiterOf(
  database: object,
  subject: Subject,
  { points, duration_s }: RateLimit,
): RateLimiterPostgres {
  const known = limiters.get(database) ?? new Map<string, RateLimiterPostgres>()
  limiters.set(database, known)
  const keyPrefix = `${subject}:${points}:${duration_s}`
  const limiter = known.get(keyPrefix) ?? makeLimiter(database, { keyPrefix, points, duration_s })
  known.set(keyPrefix, limiter)
  return limiter
}

function makeLimiter(
  storeClient: object,
  { keyPrefix, points, duration_s }: RateLimit & { keyPrefix: string },
): RateLimiterPostgres {
  const { RateLimiterMemory, RateLimiterPostgres } =
    lazily<typeof rateLimiter>("rate-limiter-flexible")
  const window = { keyPrefix, points, duration: duration_s }
  return new RateLimiterPostgres({
    ...window,
    storeClient,
    storeType: "knex",
    tableName: TABLE,
    // A migration makes the table and the hourly job empties it.
    tableCreated: true,
    clearExpiredByTimeout: false,
    // Who is over the limit costs no statement until the window ends.
    inMemoryBlockOnConsumed: points + 1,
    insuranceLimiter: new RateLimiterMemory(window),
  })
}

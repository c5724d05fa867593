import { randomUUID } from "node:crypto"

import type { ILockingModule, Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"

import { safeMessage } from "../../../modules/loyalty/utils/safe-message"

const CART_LOCK_WAIT_S = 8
const CART_LOCK_LIFE_S = 10

/**
 * Runs `job` under the lock that Medusa's own cart workflows take, so that nobody changes the
 * lines between our read and our write. Held for a re-read, a compare and a write, never longer.
 *
 * What the job did stands, also where the lock was lost while it worked or cannot be handed back:
 * an error then would leave a step with nothing to undo.
 */
export async function withCartLock<T>(
  container: MedusaContainer,
  cart_id: string,
  job: () => Promise<T>,
): Promise<T> {
  const locking: ILockingModule = container.resolve(Modules.LOCKING)
  let done: { value: T } | undefined
  const kept = async (): Promise<T> => {
    const value = await job()
    done = { value }
    return value
  }
  try {
    const limits = { timeout: CART_LOCK_WAIT_S, expire: CART_LOCK_LIFE_S }
    return await locking.execute(cart_id, kept, limits)
  } catch (error) {
    if (!done) {
      throw error
    }
    const logger: Logger = container.resolve(ContainerRegistrationKeys.LOGGER)
    logger.warn(`loyalty: the lock of a cart was lost at work: ${safeMessage(error)}`)
    return done.value
  }
}

/** A name for whoever holds a lock now; no order of time is in it, which would cost more to make. */
function newOwner(): string {
  return `loyalty_${randomUUID()}`
}

/** Tries a lock once; `{ held: true }` when somebody else has it. */
export async function tryLock<T>(
  container: MedusaContainer,
  input: { key: string; life_s: number },
  job: () => Promise<T>,
): Promise<{ held: true } | { held: false; value: T }> {
  const locking: ILockingModule = container.resolve(Modules.LOCKING)
  const ownerId = newOwner()
  try {
    await locking.acquire(input.key, { ownerId, expire: input.life_s })
  } catch {
    // The lock's providers name no error for "held"; whatever the reason, it was not given to us.
    return { held: true }
  }
  try {
    return { held: false, value: await job() }
  } finally {
    await locking.release(input.key, { ownerId })
  }
}

/**
 * One evaluation in flight per cart: the others wait, and are told so, because then the answer may
 * be there already. This lock only saves calls, so where it cannot be had in time, or before the
 * deadline, the job runs without it.
 */
export async function coalesced<T>(
  container: MedusaContainer,
  input: { cart_id: string; deadline: AbortSignal | undefined },
  job: (waited: boolean) => Promise<T>,
): Promise<T> {
  const { cart_id, deadline } = input
  const locking: ILockingModule = container.resolve(Modules.LOCKING)
  const key = `loyalty-evaluate:${cart_id}`
  const ownerId = newOwner()
  const taken = await acquireWithin(locking, {
    ...{ key, ownerId, deadline },
    wait_s: CART_LOCK_WAIT_S,
  })
  try {
    return await job(taken !== "at_once")
  } finally {
    if (taken) {
      await locking.release(key, { ownerId }).catch(() => false)
    }
  }
}

const RETRY_MS = 25
const EVALUATION_LIFE_S = 20

async function acquireWithin(
  locking: ILockingModule,
  input: { key: string; ownerId: string; wait_s: number; deadline: AbortSignal | undefined },
): Promise<"at_once" | "waited" | null> {
  const attempts = Math.ceil((input.wait_s * 1000) / RETRY_MS)
  for (let attempt = 0; attempt < attempts && !input.deadline?.aborted; attempt++) {
    try {
      await locking.acquire(input.key, { ownerId: input.ownerId, expire: EVALUATION_LIFE_S })
      return attempt === 0 ? "at_once" : "waited"
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
  return null
}

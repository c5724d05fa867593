import type { Commit } from "../books/state.js"
import { ContractError, invalidRequest } from "../errors.js"
import { ok, type Answer, type Call } from "./context.js"

export function requireKey(call: Call): string {
  if (call.idempotencyKey !== null) return call.idempotencyKey
  throw invalidRequest("the Idempotency-Key header is required")
}

/**
 * A key is bound once its call has taken effect: a refused call leaves it free, so that the
 * caller may finalize the same order again without the reward that was refused.
 */
export function replay(before: Commit | null, hash: string): Answer | null {
  if (before === null) return null
  if (before.bodyHash === hash) return ok({ ...before.reply, duplicate: true }, false)
  throw new ContractError(422, "IDEMPOTENCY_MISMATCH", "this key was used with another body")
}

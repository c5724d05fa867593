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
  requireSameBody(before, hash)
  return ok({ ...before.reply, duplicate: true }, false)
}

export function requireSameBody(before: { bodyHash: string | null }, hash: string): void {
  // A journal may be older than the field: then there is nothing to compare with.
  if (before.bodyHash === null || before.bodyHash === hash) return
  throw new ContractError(422, "IDEMPOTENCY_MISMATCH", "this key was used with another body")
}

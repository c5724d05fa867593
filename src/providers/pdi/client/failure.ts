import type { ProviderErrorCode, ProviderFailure } from "../../../types/provider"
import { isEffectful, type Operation } from "./operations"

/** Codes after which the very same call may succeed with nobody changing anything. */
const RETRYABLE: ReadonlySet<ProviderErrorCode> = new Set([
  "unavailable",
  "timeout",
  "rate_limited",
  "circuit_open",
  "in_progress",
  "protocol_error",
])

export interface FailureInput {
  code: ProviderErrorCode
  operation: Operation
  message: string
  /** Whether the engine may have acted; ignored for calls that leave nothing behind. */
  maybe_applied?: boolean
  retryable?: boolean
  retry_after_s?: number
  details?: ProviderFailure["details"]
}

/** Builds a failure whose `outcome` is honest: `unknown` only where something could be left. */
export function failure(input: FailureInput): ProviderFailure {
  const unknown = (input.maybe_applied ?? false) && isEffectful(input.operation)
  return {
    code: input.code,
    retryable: input.retryable ?? RETRYABLE.has(input.code),
    outcome: unknown ? "unknown" : "not_applied",
    message: input.message,
    ...(input.retry_after_s === undefined ? {} : { retry_after_s: input.retry_after_s }),
    ...(input.details === undefined ? {} : { details: input.details }),
  }
}

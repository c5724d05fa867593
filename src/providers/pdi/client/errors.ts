import type { ProviderErrorCode, ProviderFailure } from "../../../types/provider"
import { ENGINE_CODES } from "../wire/codes"
import { readErrorBody } from "../wire/error-body"
import { failure } from "./failure"
import { isEffectful, type Operation } from "./operations"
import { parseRetryAfter } from "./retry-after"
import type { TransportFailureKind, TransportReply } from "./transport"

type LostReply = Extract<TransportReply, { ok: false }>
type FullReply = Extract<TransportReply, { ok: true }>

const LOST: Record<TransportFailureKind, { code: ProviderErrorCode; text: string }> = {
  address_refused: { code: "forbidden", text: "The engine's address is not allowed" },
  connect_failed: { code: "unavailable", text: "The engine could not be reached" },
  out_of_time: { code: "timeout", text: "The engine did not answer in time" },
  connection_lost: {
    code: "unavailable",
    text: "The connection broke before the answer was whole",
  },
  too_large: { code: "protocol_error", text: "The engine's answer is larger than 1 MiB" },
  encoded: { code: "protocol_error", text: "The engine compressed an answer it was asked not to" },
}

/** A call without a usable reply. What was never sent was certainly not applied. */
export function fromLostReply(operation: Operation, reply: LostReply): ProviderFailure {
  const { code, text } = LOST[reply.kind]
  return failure({ code, operation, message: `${text} (${operation})`, maybe_applied: reply.sent })
}

/** The meaning of a status when the body names no code we know. */
function codeOfStatus(operation: Operation, status: number, body: string): ProviderErrorCode {
  switch (status) {
    case 401:
      return "auth_failed"
    case 403:
      return "forbidden"
    case 404:
      return codeOfNotFound(operation, body)
    case 408:
      return "timeout"
    case 409:
      return "in_progress"
    case 429:
      return "rate_limited"
    default:
      if (status >= 500) {
        return "unavailable"
      }
      return status >= 400 ? "invalid_request" : "protocol_error"
  }
}

function codeOfNotFound(operation: Operation, body: string): ProviderErrorCode {
  // A page instead of an answer means a wrong address, not an unknown member.
  if (body.trimStart().startsWith("<")) {
    return "protocol_error"
  }
  const about_member = operation === "identify" || operation === "history" || operation === "enroll"
  return about_member ? "member_not_found" : "session_not_found"
}

/** Answers that do not tell whether the engine acted, even though it did answer. */
function maybeApplied(status: number, code: ProviderErrorCode): boolean {
  const unsure: readonly ProviderErrorCode[] = [
    "in_progress",
    "already_finalized",
    "timeout",
    "protocol_error",
  ]
  return status >= 500 || unsure.includes(code)
}

/**
 * The one classifier: the engine's code first, then HTTP (contract 1.6). The message is ours;
 * nothing of the reply is quoted but its code.
 *
 * @param now wall clock in ms, for a `Retry-After` that is a date
 */
export function fromErrorReply(
  operation: Operation,
  reply: FullReply,
  now: number,
): ProviderFailure {
  const { engine_code, reward_ids } = readErrorBody(reply.text)
  const known = engine_code === null ? undefined : ENGINE_CODES.get(engine_code)
  const code = known ?? codeOfStatus(operation, reply.status, reply.text)
  const retry_after_s = parseRetryAfter(reply.retry_after, now)
  const named = engine_code === null ? "" : ` ${engine_code}`
  return failure({
    code,
    operation,
    message: `The engine answered ${reply.status}${named} (${operation})`,
    maybe_applied: isEffectful(operation) && maybeApplied(reply.status, code),
    ...(retry_after_s === undefined ? {} : { retry_after_s }),
    details: {
      http_status: reply.status,
      ...(engine_code === null ? {} : { engine_code }),
      ...(reward_ids.length === 0 ? {} : { reward_ids }),
    },
  })
}

/** A success status with a body nobody can trust: on a commit, the effect is unknown. */
export function malformedReply(operation: Operation, what: string): ProviderFailure {
  return failure({
    code: "protocol_error",
    operation,
    message: `The engine's answer is not usable: ${what} (${operation})`,
    maybe_applied: true,
  })
}

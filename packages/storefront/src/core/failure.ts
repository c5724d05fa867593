import type { MessageKey } from "../i18n/messages.js"
import type { StoreLoyaltySession } from "./http-types.js"
import { fail, type LoyaltyFailure, type LoyaltyFailureCode, type TotalChange } from "./result.js"

/**
 * What each failure is to the shopper: the text about what they tried, or null where the engine or
 * the network could not answer, which is nothing they did.
 */
export const REFUSALS: Record<LoyaltyFailureCode, MessageKey | null> = {
  member_not_found: "identify_refused",
  invalid_identifier: "identify_refused",
  not_linked: "identify_refused",
  session_not_found: "session_ended",
  session_not_active: "session_ended",
  reward_not_available: "reward_refused",
  insufficient_points: "insufficient_points",
  loyalty_disabled: null,
  loyalty_unavailable: null,
  loyalty_total_changed: "identify_refused",
  rate_limited: "rate_limited",
  not_allowed: "release_refused",
  unauthorized: "identify_refused",
  network: null,
  timeout: null,
  aborted: "identify_refused",
  unknown: null,
}

/** What a status means to every route, when the body does not say more. */
const CODE_OF_STATUS: Partial<Record<number, LoyaltyFailureCode>> = {
  401: "unauthorized",
  429: "rate_limited",
  503: "loyalty_unavailable",
}

/** What a status means to one route: the JS SDK keeps no `code`, only status and message. */
export type CodesByStatus = Partial<Record<number, LoyaltyFailureCode>>

/** A reply that is no success, in this package's words. */
export function failureOfReply(
  reply: { status: number; body: unknown },
  codes: CodesByStatus = {},
): { ok: false; failure: LoyaltyFailure } {
  const body = isRecord(reply.body) ? reply.body : {}
  const message = typeof body["message"] === "string" ? body["message"] : `Status ${reply.status}`
  const code = codeOf({ ...reply, body }, codes)
  const is_change = code === "loyalty_total_changed"
  const total_changed = is_change ? totalChangeOf(body, message) : null
  // A conflict at completion that names no totals is Medusa's own: the cart is being completed.
  return fail(is_change && !total_changed ? "unknown" : code, {
    message,
    status: reply.status,
    retry_after: typeof body["retry_after"] === "number" ? body["retry_after"] : null,
    details: isRecord(body["details"]) ? body["details"] : {},
    total_changed,
  })
}

function codeOf(
  reply: { status: number; body: Record<string, unknown> },
  codes: CodesByStatus,
): LoyaltyFailureCode {
  const given = reply.body["code"] as LoyaltyFailureCode
  return Object.hasOwn(REFUSALS, given)
    ? given
    : (codes[reply.status] ?? CODE_OF_STATUS[reply.status] ?? "unknown")
}

function totalChangeOf(
  body: Record<string, unknown>,
  message: string,
): LoyaltyFailure["total_changed"] {
  const { previous_total, total, loyalty_session } = body
  const change =
    typeof previous_total === "number" && typeof total === "number"
      ? { previous_total, total }
      : totalChangeIn(message)
  const session = isRecord(loyalty_session)
    ? (loyalty_session as unknown as StoreLoyaltySession)
    : null
  return change && { ...change, session }
}

/**
 * Both totals from the message of the 409 at completion, which is all that the JS SDK keeps. Shops
 * put words of their own in front of it.
 */
export function totalChangeIn(message: string): TotalChange | null {
  const [, previous_total, total] =
    /Your total changed from (-?[\d.]+) to (-?[\d.]+)\. /.exec(message) ?? []
  return total === undefined
    ? null
    : { previous_total: Number(previous_total), total: Number(total) }
}

/** The same from whatever completing a cart threw: an error of the SDK's, or a reply's body. */
export function totalChangeOfThrown(error: unknown): LoyaltyFailure["total_changed"] {
  const body = isRecord(error) ? error : { message: error }
  return typeof body["message"] === "string" ? totalChangeOf(body, body["message"]) : null
}

/** A mistake in the shop's own code: shown where uncaught ones go, and nothing of ours stops. */
export function guarded(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

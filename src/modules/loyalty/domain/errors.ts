/** Every code a `LoyaltyError` can carry; stable, because replies and rows repeat it. */
export const LOYALTY_ERROR_CODES = [
  "member_not_found",
  "invalid_identifier",
  "not_linked",
  "session_not_found",
  "session_not_active",
  "reward_not_available",
  "insufficient_points",
  "loyalty_disabled",
  "loyalty_unavailable",
  "rate_limited",
  "loyalty_total_changed",
  "illegal_transition",
  "version_conflict",
  "invariant_violated",
  "invalid_options",
  "invalid_settings",
  "credentials_unreadable",
  "not_allowed",
] as const
export type LoyaltyErrorCode = (typeof LOYALTY_ERROR_CODES)[number]

/** Safe for logs: no secret, no phone number, no e-mail. */
export type LoyaltyErrorContext = Readonly<Record<string, unknown>>

export interface LoyaltyErrorOptions {
  /** By the code where it is left out. */
  retryable?: boolean
  context?: LoyaltyErrorContext
  cause?: unknown
}

const BRAND = Symbol.for("medusa-plugin-loyalty.error")

const RETRYABLE_CODES: ReadonlySet<LoyaltyErrorCode> = new Set<LoyaltyErrorCode>([
  "loyalty_unavailable",
  "rate_limited",
  "version_conflict",
])

/**
 * The one error this plugin throws on purpose. Recognise it with `isLoyaltyError`: the module
 * loader can hold two copies of this class, so `instanceof` lies.
 */
export class LoyaltyError extends Error {
  readonly code: LoyaltyErrorCode
  /** Whether the same call may succeed later without anybody changing anything. */
  readonly retryable: boolean
  readonly context: LoyaltyErrorContext

  constructor(code: LoyaltyErrorCode, message: string, options: LoyaltyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = "LoyaltyError"
    this.code = code
    this.retryable = options.retryable ?? RETRYABLE_CODES.has(code)
    this.context = options.context ?? {}
    Object.defineProperty(this, BRAND, { value: true })
  }
}

/**
 * Recognises a `LoyaltyError` from any copy of this module, by its brand. A step's error reaches the
 * caller of its workflow as a plain object, because Medusa serializes it and a symbol is lost: that
 * one is known by its name and code.
 */
export function isLoyaltyError(error: unknown): error is LoyaltyError {
  if (typeof error !== "object" || error === null) {
    return false
  }
  return Reflect.get(error, BRAND) === true || isSerialized(error)
}

function isSerialized(error: object): boolean {
  const { name, code, context } = error as Partial<LoyaltyError>
  return (
    name === "LoyaltyError" &&
    LOYALTY_ERROR_CODES.some((known) => known === code) &&
    typeof context === "object"
  )
}

/**
 * States what must hold; one condition a call.
 *
 * @throws LoyaltyError `invariant_violated`, which is a bug of ours and never a shopper's fault.
 */
export function invariant(
  condition: unknown,
  message: string,
  context?: LoyaltyErrorContext,
): asserts condition {
  if (!condition) {
    throw new LoyaltyError("invariant_violated", message, { context })
  }
}

import { isLoyaltyError } from "../domain/errors"

/**
 * What a log may say of an error: the message of our own ones, and of all others only their name
 * and code, because a database error repeats the values of a row.
 */
export function safeMessage(error: unknown): string {
  if (isLoyaltyError(error)) {
    return `${error.code}: ${error.message}`
  }
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown }
  const known = [name, code].filter((part): part is string => typeof part === "string")
  return known.length > 0 ? known.join(" ") : "unknown error"
}

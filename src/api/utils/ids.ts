import { ID_LENGTH_MAX } from "../../modules/loyalty/keys"

/**
 * An id from a path or query, or an empty text for what cannot be one: a database fails on a NUL,
 * and whoever sends one shall hear "not found" as for every other id that is nobody's.
 */
export function idFrom(given: unknown): string {
  return typeof given === "string" && given.length <= ID_LENGTH_MAX && !/\p{Cc}/u.test(given)
    ? given
    : ""
}

/**
 * Parses a reply body. A `__proto__` key anywhere refuses the whole body: no honest engine
 * sends one, and it must not travel on into code that merges objects.
 *
 * @returns undefined for everything that is not sound JSON
 */
export function parseJson(text: string): unknown {
  let hostile = false
  try {
    const value: unknown = JSON.parse(text, (key, entry: unknown) => {
      hostile ||= key === "__proto__"
      return entry
    })
    return hostile ? undefined : value
  } catch {
    // Malformed text, or nesting so deep that the reviver ran out of stack.
    return undefined
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** Something a person can put right; it is printed as it stands, without a stack. */
export class DemoError extends Error {
  override readonly name = "DemoError"
}

/** What to print of an error: the sentence of an expected one, the stack of a bug. */
export function describeError(error: unknown): string {
  if (error instanceof DemoError) {
    return error.message
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

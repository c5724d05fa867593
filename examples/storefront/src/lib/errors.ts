/** The HTTP status of an error of Medusa's SDK; undefined when the server was not reached. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status
  return typeof status === "number" ? status : undefined
}

/** Medusa's message speaks of variants, and its SDK keeps no code. */
const OUT_OF_STOCK = /required inventory/

/** What to tell a shopper about a failed request. */
export function explain(error: unknown): string {
  const status = statusOf(error)
  if (status === undefined) {
    return "We can't reach the store right now. Check your connection and try again."
  }
  if (error instanceof Error && OUT_OF_STOCK.test(error.message)) {
    return "We don't have that many left."
  }
  return status < 500 && error instanceof Error && error.message
    ? error.message
    : "Something went wrong on our side. Please try again."
}

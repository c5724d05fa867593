/** At most this many rows a page, whatever was asked for. */
const PAGE_MAX = 200
/** Nobody pages this far, and a database refuses an offset beyond its integers. */
const OFFSET_MAX = 1_000_000

export interface Page {
  offset: number
  limit: number
  order: Record<string, string>
}

/** The page as the validated query asks for it, within bounds. */
export function pageOf(query: { offset: number; limit: number; order: string }): Page {
  const field = query.order.replace(/^-/, "")
  const direction = query.order.startsWith("-") ? "DESC" : "ASC"
  return {
    offset: Math.min(Math.max(0, query.offset), OFFSET_MAX),
    limit: Math.min(Math.max(1, query.limit), PAGE_MAX),
    // What is equal has one order on all pages.
    order: { [field]: direction, ...(field !== "id" && { id: "ASC" }) },
  }
}

/** The same order, with what has no value last, as Postgres has it only from the lowest up. */
export function emptyLast(order: Page["order"]): Page["order"] {
  return Object.fromEntries(
    Object.entries(order).map(([field, direction]) => [field, `${direction} NULLS LAST`]),
  )
}

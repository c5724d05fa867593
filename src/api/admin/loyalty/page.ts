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
  const is_descending = query.order.startsWith("-")
  return {
    offset: Math.min(Math.max(0, query.offset), OFFSET_MAX),
    limit: Math.min(Math.max(1, query.limit), PAGE_MAX),
    order: { [query.order.replace(/^-/, "")]: is_descending ? "DESC" : "ASC" },
  }
}

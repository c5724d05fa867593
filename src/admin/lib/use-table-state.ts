import type {
  DataTableFilteringState,
  DataTablePaginationState,
  DataTableSortingState,
} from "@medusajs/ui"
import { useSearchParams } from "react-router-dom"

/** What the address says of a table, as a list route takes it. */
export type TableQuery = Record<string, string | number | string[]>

export interface TableState {
  query: TableQuery
  pagination: {
    state: DataTablePaginationState
    onPaginationChange: (state: DataTablePaginationState) => void
  }
  search: { state: string; onSearchChange: (q: string) => void }
  filtering: {
    state: DataTableFilteringState
    onFilteringChange: (state: DataTableFilteringState) => void
  }
  sorting: {
    state: DataTableSortingState | null
    onSortingChange: (state: DataTableSortingState | null) => void
  }
}

const PAGE_SIZE = 20
const PAGE = "page"
const SEARCH = "q"
const ORDER = "order"

/**
 * Search, filters, order and page of a table, kept in the address: a reload, a bookmark and the way
 * back from a detail show the same rows. A second table of a page has a prefix of its own.
 */
export function useTableState(filter_ids: readonly string[], prefix = ""): TableState {
  const [params, setParams] = useSearchParams()
  const page_key = prefix + PAGE
  const search_key = prefix + SEARCH
  const order_key = prefix + ORDER
  const change = (write: (next: URLSearchParams) => void) =>
    setParams(
      (current) => {
        const next = new URLSearchParams(current)
        write(next)
        return next
      },
      { replace: true, preventScrollReset: true },
    )
  const page = Math.max(1, Number(params.get(page_key)) || 1)
  const q = params.get(search_key) ?? ""
  const order = params.get(order_key)
  const filters = Object.fromEntries(
    filter_ids.flatMap((id) => {
      const values = params.getAll(prefix + id)
      return values.length > 0 ? [[id, values.filter((value) => value !== "")] as const] : []
    }),
  )
  const chosen = Object.entries(filters).filter(([, values]) => values.length > 0)
  return {
    query: {
      limit: PAGE_SIZE,
      offset: (page - 1) * PAGE_SIZE,
      ...(q && { q }),
      ...(order && { order }),
      ...Object.fromEntries(chosen),
    },
    pagination: {
      state: { pageIndex: page - 1, pageSize: PAGE_SIZE },
      onPaginationChange: ({ pageIndex }) =>
        change((next) => setOrDelete(next, page_key, pageIndex > 0 ? String(pageIndex + 1) : "")),
    },
    search: {
      state: q,
      onSearchChange: (text) =>
        change((next) => {
          setOrDelete(next, search_key, text.trim())
          next.delete(page_key)
        }),
    },
    filtering: {
      state: filters,
      onFilteringChange: (state) =>
        change((next) => {
          next.delete(page_key)
          writeFilters(next, { filter_ids, prefix, state })
        }),
    },
    sorting: {
      state: order ? { id: order.replace(/^-/, ""), desc: order.startsWith("-") } : null,
      onSortingChange: (sorting) =>
        change((next) =>
          setOrDelete(next, order_key, sorting ? `${sorting.desc ? "-" : ""}${sorting.id}` : ""),
        ),
    },
  }
}

function setOrDelete(params: URLSearchParams, key: string, value: string): void {
  if (value) {
    params.set(key, value)
  } else {
    params.delete(key)
  }
}

/** A filter that was added and has no value yet stands as an empty one, or its menu would close. */
function writeFilters(
  params: URLSearchParams,
  input: { filter_ids: readonly string[]; prefix: string; state: DataTableFilteringState },
): void {
  const { filter_ids, prefix, state } = input
  for (const id of filter_ids) {
    const values: unknown = state[id]
    params.delete(prefix + id)
    if (Array.isArray(values)) {
      const texts = values.length > 0 ? values.map(String) : [""]
      texts.forEach((value) => params.append(prefix + id, value))
    }
  }
}

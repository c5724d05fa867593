import {
  Container,
  DataTable,
  Heading,
  Text,
  useDataTable,
  type DataTableColumnDef,
  type DataTableCommand,
  type DataTableFilter,
  type DataTableRow,
  type DataTableRowSelectionState,
} from "@medusajs/ui"
import type { ReactNode } from "react"
import { useNavigate } from "react-router-dom"

import { useMessages } from "../../lib/use-messages"
import type { TableState } from "../../lib/use-table-state"
import { LoadError } from "../load-error"

interface ResourceTableProps<Row extends { id: string }> {
  title: string
  subtitle: string
  /** What the list route answered; undefined while it has not. */
  rows: Row[] | undefined
  count: number | undefined
  result: { isPending: boolean; isError: boolean; error: Error | null; refetch: () => unknown }
  // Columns of one table hold values of many types.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as DataTable itself declares it
  columns: DataTableColumnDef<Row, any>[]
  filters?: DataTableFilter[]
  state: TableState
  /** The page of a row, below Admin's root. */
  href?: (row: Row) => string
  search?: string
  empty: { title: string; text: string }
  selection?: {
    state: DataTableRowSelectionState
    onChange: (state: DataTableRowSelectionState) => void
    isSelectable?: (row: Row) => boolean
    commands: DataTableCommand[]
  }
  /** At the right of the title. */
  actions?: ReactNode
}

const NO_ROWS: never[] = []

/** A list of the plugin with search, filters, sorting and paging, as Medusa's own lists look. */
export function ResourceTable<Row extends { id: string }>(props: ResourceTableProps<Row>) {
  const { title, subtitle, rows, count, result, columns, filters, state, search, selection } = props
  const t = useMessages()
  const navigate = useNavigate()
  const { href } = props
  const table = useDataTable<Row>({
    data: rows ?? NO_ROWS,
    columns,
    rowCount: count ?? 0,
    getRowId: ({ id }) => id,
    isLoading: result.isPending,
    pagination: state.pagination,
    sorting: state.sorting,
    ...(filters && { filters, filtering: state.filtering }),
    ...(search !== undefined && { search: state.search }),
    ...(href && { onRowClick: (_, row) => void navigate(href(row)) }),
    ...(selection && {
      commands: selection.commands,
      rowSelection: {
        state: selection.state,
        onRowSelectionChange: selection.onChange,
        enableRowSelection: ({ original }: DataTableRow<Row>) =>
          selection.isSelectable?.(original) ?? true,
      },
    }),
  })
  if (result.isError && result.error) {
    return (
      <Container className="divide-y p-0">
        <TableHeader title={title} subtitle={subtitle} actions={props.actions} />
        <LoadError error={result.error} onRetry={() => void result.refetch()} />
      </Container>
    )
  }
  return (
    <Container className="divide-y p-0">
      <DataTable instance={table}>
        <DataTable.Toolbar
          className="flex flex-col items-start justify-between gap-2 md:flex-row md:items-center"
          translations={{ clearAll: t("table.clearAll") }}
        >
          <TableTitle title={title} subtitle={subtitle} />
          <div className="flex w-full items-center gap-x-2 md:w-auto">
            {search !== undefined && <DataTable.Search placeholder={search} />}
            {filters && <DataTable.FilterMenu tooltip={t("table.filter")} />}
            <DataTable.SortingMenu tooltip={t("table.sort")} />
            {props.actions}
          </div>
        </DataTable.Toolbar>
        <DataTable.Table
          emptyState={{
            empty: { heading: props.empty.title, description: props.empty.text },
            filtered: { heading: t("table.noMatch"), description: t("table.noMatchText") },
          }}
        />
        {count !== 0 && (
          <DataTable.Pagination
            translations={{
              of: t("table.of"),
              results: t("table.results"),
              pages: t("table.pages"),
              prev: t("table.previous"),
              next: t("table.next"),
            }}
          />
        )}
        {selection && (
          <DataTable.CommandBar
            selectedLabel={(chosen) => t("table.selected", { count: chosen })}
          />
        )}
      </DataTable>
    </Container>
  )
}

interface TableTitleProps {
  title: string
  subtitle: string
}

const TableTitle = ({ title, subtitle }: TableTitleProps) => (
  <div>
    <Heading>{title}</Heading>
    <Text size="small" className="text-ui-fg-subtle">
      {subtitle}
    </Text>
  </div>
)

const TableHeader = ({ actions, ...title }: TableTitleProps & { actions: ReactNode }) => (
  <div className="flex items-center justify-between px-6 py-4">
    <TableTitle {...title} />
    {actions}
  </div>
)

import { createDataTableColumnHelper, createDataTableFilterHelper } from "@medusajs/ui"
import { useMemo } from "react"

import type { AdminLoyaltyDifference } from "../../../types/http/books"
import { useLoyaltyDifferences } from "../../hooks/api/loyalty-checks"
import { useOrderNames } from "../../hooks/api/orders"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { useTableState } from "../../lib/use-table-state"
import { ResourceTable } from "../table/resource-table"

const column = createDataTableColumnHelper<AdminLoyaltyDifference>()
const filter = createDataTableFilterHelper<AdminLoyaltyDifference>()

const FILTERS = ["field"] as const
const FIELDS = [
  "status",
  "transaction_id",
  "earned_points",
  "redeemed_points",
  "receipt_id",
] as const

/** Its page and filters stand in the address beside those of the table above. */
const PREFIX = "difference_"

/** Where the engine's own record of an order says something else than ours. */
export const DifferenceList = () => {
  const t = useMessages()
  const state = useTableState(FILTERS, PREFIX)
  const { differences, count, ...result } = useLoyaltyDifferences(state.query)
  const orderNameOf = useOrderNames(differences?.map(({ order_id }) => order_id) ?? [])
  const filters = useMemo(
    () => [
      filter.accessor("field", {
        type: "multiselect",
        label: t("differences.field"),
        options: FIELDS.map((value) => ({ value, label: t(`differences.fields.${value}`) })),
        searchable: false,
      }),
    ],
    [t],
  )
  return (
    <ResourceTable
      title={t("differences.title")}
      subtitle={t("differences.subtitle")}
      rows={differences}
      count={count}
      result={result}
      columns={useDifferenceColumns(orderNameOf)}
      filters={filters}
      state={state}
      href={({ session_id }) => `/loyalty/sessions/${session_id}`}
      empty={{ title: t("differences.empty"), text: t("differences.emptyText") }}
    />
  )
}

const useDifferenceColumns = (orderNameOf: (id: string) => string) => {
  const t = useMessages()
  const format = useFormat()
  return useMemo(
    () => [
      column.accessor("order_id", {
        header: t("sessions.order"),
        cell: ({ getValue }) => orderNameOf(getValue()),
      }),
      column.accessor("field", {
        header: t("differences.field"),
        cell: ({ getValue }) => <>{t(`differences.fields.${getValue()}`)}</>,
      }),
      column.accessor("ours", {
        header: t("differences.ours"),
        cell: ({ getValue }) => getValue() ?? NOTHING,
      }),
      column.accessor("theirs", {
        header: t("differences.theirs"),
        cell: ({ getValue }) => getValue() ?? NOTHING,
      }),
      column.accessor("found_at", {
        header: t("undecided.foundAt"),
        cell: ({ getValue }) => format.time(getValue()),
        enableSorting: true,
        sortLabel: t("undecided.foundAt"),
        sortAscLabel: t("table.oldest"),
        sortDescLabel: t("table.newest"),
      }),
    ],
    [t, format, orderNameOf],
  )
}

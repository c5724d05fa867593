import { ArrowUpRightOnBox } from "@medusajs/icons"
import { createDataTableColumnHelper, createDataTableFilterHelper } from "@medusajs/ui"
import { useMemo } from "react"
import { useNavigate } from "react-router-dom"

import type { AdminLoyaltyUndecidedOrder } from "../../../types/http/books"
import { useLoyaltyUndecidedOrders } from "../../hooks/api/loyalty-checks"
import { useOrderNames } from "../../hooks/api/orders"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { useStoreNames } from "../../lib/use-store-names"
import { useTableState } from "../../lib/use-table-state"
import { ResourceTable } from "../table/resource-table"
import { TwoLines } from "../two-lines"

const column = createDataTableColumnHelper<AdminLoyaltyUndecidedOrder>()
const filter = createDataTableFilterHelper<AdminLoyaltyUndecidedOrder>()

const FILTERS = ["store_id"] as const

/** Orders of members without a booking and without an end, each with why. */
export const UndecidedList = () => {
  const t = useMessages()
  const state = useTableState(FILTERS)
  const { stores, nameOf } = useStoreNames()
  const { undecided_orders, count, ...result } = useLoyaltyUndecidedOrders(state.query)
  const orderNameOf = useOrderNames(undecided_orders?.map(({ order_id }) => order_id) ?? [])
  const filters = useMemo(
    () => [
      filter.accessor("store_id", {
        type: "multiselect",
        label: t("fields.store"),
        options: stores.map(({ id, name }) => ({ value: id, label: name })),
      }),
    ],
    [t, stores],
  )
  return (
    <ResourceTable
      title={t("undecided.title")}
      subtitle={t("undecided.subtitle")}
      rows={undecided_orders}
      count={count}
      result={result}
      columns={useUndecidedColumns({ orderNameOf, storeNameOf: nameOf })}
      filters={filters}
      state={state}
      empty={{ title: t("undecided.empty"), text: t("undecided.emptyText") }}
    />
  )
}

interface Names {
  orderNameOf: (id: string) => string
  storeNameOf: (id: string) => string
}

const useUndecidedColumns = ({ orderNameOf, storeNameOf }: Names) => {
  const t = useMessages()
  const format = useFormat()
  const actions = useActions()
  return useMemo(
    () => [
      column.accessor("order_id", {
        header: t("sessions.order"),
        cell: ({ getValue, row: { original } }) => (
          <TwoLines
            first={orderNameOf(getValue())}
            second={original.store_id ? storeNameOf(original.store_id) : NOTHING}
          />
        ),
      }),
      column.accessor("reason", {
        header: t("undecided.why"),
        cell: ({ getValue }) => (
          <TwoLines
            first={t(`undecided.reasons.${getValue()}`, { defaultValue: getValue() })}
            second={t(`undecided.advice.${getValue()}`, { defaultValue: "" })}
          />
        ),
      }),
      column.accessor("found_at", {
        header: t("undecided.foundAt"),
        cell: ({ getValue }) => format.time(getValue()),
        enableSorting: true,
        sortLabel: t("undecided.foundAt"),
        sortAscLabel: t("table.oldest"),
        sortDescLabel: t("table.newest"),
      }),
      column.accessor("seen_at", {
        header: t("undecided.seenAt"),
        cell: ({ getValue }) => format.time(getValue()),
      }),
      actions,
    ],
    [t, format, orderNameOf, storeNameOf, actions],
  )
}

/** Made apart from the names, which arrive late: a new column would close a menu that is open. */
const useActions = () => {
  const t = useMessages()
  const navigate = useNavigate()
  return useMemo(() => {
    const open = (path: string) => void navigate(path)
    return column.action({
      actions: ({ row: { original } }) => [
        ...(original.session_id
          ? [
              {
                label: t("operations.openSession"),
                icon: <ArrowUpRightOnBox />,
                onClick: () => open(`/loyalty/sessions/${original.session_id}`),
              },
            ]
          : []),
        {
          label: t("operations.openOrder"),
          icon: <ArrowUpRightOnBox />,
          onClick: () => open(`/orders/${original.order_id}`),
        },
      ],
    })
  }, [t, navigate])
}

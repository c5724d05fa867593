import { useLoyaltySessions } from "../../hooks/api/loyalty-sessions"
import { useOrderNames } from "../../hooks/api/orders"
import { useMessages } from "../../lib/use-messages"
import { useStoreNames } from "../../lib/use-store-names"
import { useTableState } from "../../lib/use-table-state"
import { ResourceTable } from "../table/resource-table"
import { useSessionColumns, useSessionFilters } from "./session-columns"

const FILTERS = ["status", "store_id"] as const

/** All sessions, found by state, store, the last four digits of a number, or an order's number. */
export const SessionList = () => {
  const t = useMessages()
  const state = useTableState(FILTERS)
  const { stores, nameOf } = useStoreNames()
  const { loyalty_sessions, count, ...result } = useLoyaltySessions(state.query)
  const orderNameOf = useOrderNames(loyalty_sessions?.map(({ order_id }) => order_id) ?? [])
  return (
    <ResourceTable
      title={t("sessions.title")}
      subtitle={t("sessions.subtitle")}
      rows={loyalty_sessions}
      count={count}
      result={result}
      columns={useSessionColumns({ storeNameOf: nameOf, orderNameOf })}
      filters={useSessionFilters(stores)}
      state={state}
      search={t("sessions.search")}
      href={({ id }) => `/loyalty/sessions/${id}`}
      empty={{ title: t("sessions.empty"), text: t("sessions.emptyText") }}
    />
  )
}

import { useCallback, useState } from "react"
import { useNavigate } from "react-router-dom"

import { useLoyaltyAdjustments } from "../../hooks/api/loyalty-adjustments"
import { useOrderNames } from "../../hooks/api/orders"
import { useActors } from "../../hooks/api/users"
import { useMessages } from "../../lib/use-messages"
import { useStoreNames } from "../../lib/use-store-names"
import { useTableState } from "../../lib/use-table-state"
import { ResourceTable } from "../table/resource-table"
import { useAdjustmentColumns, useAdjustmentFilters } from "./adjustment-columns"
import { SettleDrawer } from "./settle-drawer"

const FILTERS = ["state", "kind", "store_id"] as const

/** What no call to an engine can put right, until a person says that it is done. */
export const AdjustmentList = () => {
  const t = useMessages()
  const navigate = useNavigate()
  const state = useTableState(FILTERS)
  const { stores } = useStoreNames()
  const [settling, setSettling] = useState<string | null>(null)
  const { adjustments, count, ...result } = useLoyaltyAdjustments(state.query)
  const orderNameOf = useOrderNames(adjustments?.map(({ order_id }) => order_id) ?? [])
  const actorOf = useActors(adjustments?.flatMap(({ settled_by }) => settled_by ?? []) ?? [])
  const onOpen = useCallback((path: string) => void navigate(path), [navigate])
  const columns = useAdjustmentColumns({ orderNameOf, actorOf, onSettle: setSettling, onOpen })
  const chosen = adjustments?.find(({ id }) => id === settling)
  return (
    <>
      <ResourceTable
        title={t("adjustments.title")}
        subtitle={t("adjustments.subtitle")}
        rows={adjustments}
        count={count}
        result={result}
        columns={columns}
        filters={useAdjustmentFilters(stores)}
        state={state}
        search={t("adjustments.search")}
        empty={{ title: t("adjustments.empty"), text: t("adjustments.emptyText") }}
      />
      {chosen && (
        <SettleDrawer
          adjustment={chosen}
          orderName={chosen.order_id && orderNameOf(chosen.order_id)}
          onClose={() => setSettling(null)}
        />
      )}
    </>
  )
}

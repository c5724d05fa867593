import { createDataTableCommandHelper, toast, type DataTableRowSelectionState } from "@medusajs/ui"
import { useMemo, useState } from "react"
import { useNavigate } from "react-router-dom"

import {
  useLoyaltyOperations,
  useReplayLoyaltyOperations,
} from "../../hooks/api/loyalty-operations"
import { useOrderNames } from "../../hooks/api/orders"
import { canReplay } from "../../lib/session-state"
import { useMessages } from "../../lib/use-messages"
import { useStoreNames } from "../../lib/use-store-names"
import { useTableState } from "../../lib/use-table-state"
import { ReasonDrawer } from "../reason-drawer"
import { ResourceTable } from "../table/resource-table"
import { useOperationColumns, useOperationFilters } from "./operation-columns"

const FILTERS = ["status", "kind", "store_id"] as const

const command = createDataTableCommandHelper()

/** The outbox, with a second chance for what was given up on. */
export const OperationList = () => {
  const t = useMessages()
  const navigate = useNavigate()
  const state = useTableState(FILTERS)
  const { stores, nameOf } = useStoreNames()
  const [selected, setSelected] = useState<DataTableRowSelectionState>({})
  const [replaying, setReplaying] = useState<string[]>([])
  const { operations, count, ...result } = useLoyaltyOperations(state.query)
  const onReplay = useMemo(() => (id: string) => setReplaying([id]), [])
  const onOpen = useMemo(() => (path: string) => void navigate(path), [navigate])
  const orderNameOf = useOrderNames(operations?.map(({ order_id }) => order_id) ?? [])
  const columns = useOperationColumns({ storeNameOf: nameOf, orderNameOf, onReplay, onOpen })
  return (
    <>
      <ResourceTable
        title={t("operations.title")}
        subtitle={t("operations.subtitle")}
        rows={operations}
        count={count}
        result={result}
        columns={columns}
        filters={useOperationFilters(stores)}
        state={state}
        search={t("operations.search")}
        empty={{ title: t("operations.empty"), text: t("operations.emptyText") }}
        selection={{
          state: selected,
          onChange: setSelected,
          isSelectable: canReplay,
          commands: [
            command.command({
              label: t("operations.replay"),
              shortcut: "r",
              action: (selection) => setReplaying(Object.keys(selection)),
            }),
          ],
        }}
      />
      <ReplayDrawer
        ids={replaying}
        onReplayed={() => setSelected({})}
        onClose={() => setReplaying([])}
      />
    </>
  )
}

interface ReplayDrawerProps {
  ids: string[]
  onReplayed: () => void
  onClose: () => void
}

const ReplayDrawer = ({ ids, onReplayed, onClose }: ReplayDrawerProps) => {
  const t = useMessages()
  const { mutate, isPending } = useReplayLoyaltyOperations({
    onSuccess: ({ operations }) => {
      toast.success(t("operations.replayed", { count: operations.length }))
      onReplayed()
      onClose()
    },
    onError: (error) => void toast.error(error.message),
  })
  return (
    <ReasonDrawer
      open={ids.length > 0}
      title={t("operations.replayTitle", { count: ids.length })}
      description={t("operations.replayText")}
      confirm={t("operations.replay")}
      isPending={isPending}
      onConfirm={(reason) => mutate({ ids, reason })}
      onClose={onClose}
    />
  )
}

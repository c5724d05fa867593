import {
  createDataTableCommandHelper,
  toast,
  usePrompt,
  type DataTableRowSelectionState,
} from "@medusajs/ui"
import { useState } from "react"

import type { AdminLoyaltyStore } from "../../../types/http/admin"
import {
  useLoyaltyStorePage,
  useLoyaltyStores,
  useSwitchLoyaltyStores,
} from "../../hooks/api/loyalty-stores"
import { withNames } from "../../lib/field-errors"
import { useMessages } from "../../lib/use-messages"
import { useTableState } from "../../lib/use-table-state"
import { EditDrawer } from "../store-edit/edit-drawer"
import { ResourceTable } from "../table/resource-table"
import { ConnectionModal } from "./connection-modal"
import { useStoreColumns, useStoreFilters } from "./store-columns"

const command = createDataTableCommandHelper()

const FILTERS = ["state"] as const

/** Every store of the shop with its loyalty; several can be switched at once. */
export const StoreList = () => {
  const t = useMessages()
  const state = useTableState(FILTERS)
  const [selected, setSelected] = useState<DataTableRowSelectionState>({})
  const [editing, setEditing] = useState<string | null>(null)
  const [testing, setTesting] = useState<string | null>(null)
  const { stores, provider_ids, count, ...result } = useLoyaltyStorePage(state.query)
  const columns = useStoreColumns({ onEdit: setEditing, onTest: setTesting })
  const edited = stores?.find(({ id }) => id === editing)
  const tested = stores?.find(({ id }) => id === testing)
  // The form says which store has a sales channel already, so it needs all of them.
  const { stores: all } = useLoyaltyStores()
  const change = useBulkSwitch(all ?? [], () => setSelected({}))
  return (
    <>
      <ResourceTable
        title={t("stores.title")}
        subtitle={t("subtitle")}
        rows={stores}
        count={count}
        result={result}
        columns={columns}
        filters={useStoreFilters()}
        state={state}
        search={t("stores.search")}
        empty={{ title: t("empty.noStores"), text: t("empty.noStoresText") }}
        selection={{
          state: selected,
          onChange: setSelected,
          isSelectable: ({ config }) => config !== null,
          commands: [
            command.command({
              label: t("stores.switchOn"),
              shortcut: "o",
              action: (chosen) => change(Object.keys(chosen), true),
            }),
            command.command({
              label: t("stores.switchOff"),
              shortcut: "f",
              action: (chosen) => change(Object.keys(chosen), false),
            }),
          ],
        }}
      />
      {edited && (
        <EditDrawer
          store={edited}
          stores={all ?? stores ?? []}
          provider_ids={provider_ids ?? []}
          open
          refusal={null}
          onClose={() => setEditing(null)}
        />
      )}
      {tested && <ConnectionModal store={tested} onClose={() => setTesting(null)} />}
    </>
  )
}

/** Switches several stores, all of them or none; off only after a question. */
function useBulkSwitch(stores: readonly AdminLoyaltyStore[], onDone: () => void) {
  const t = useMessages()
  const prompt = usePrompt()
  const { mutateAsync } = useSwitchLoyaltyStores({
    onSuccess: ({ store_configs }, { enabled }) => {
      const words = { count: store_configs.length }
      toast.success(t(enabled ? "stores.switchedOn" : "stores.switchedOff", words))
      onDone()
    },
    onError: (error) => {
      const names = new Map(stores.map(({ id, name }) => [id, name]))
      toast.error(t("stores.notSwitched"), { description: withNames(error.message, names) })
    },
  })
  return async (ids: string[], enabled: boolean) => {
    const isSure =
      enabled ||
      (await prompt({
        title: t("stores.confirmTitle", { count: ids.length }),
        description: t("switch.confirmText"),
        confirmText: t("switch.confirm"),
        cancelText: t("actions.cancel"),
      }))
    if (isSure) {
      // The toast has said what went wrong.
      await mutateAsync({ ids, enabled }).catch(() => undefined)
    }
  }
}

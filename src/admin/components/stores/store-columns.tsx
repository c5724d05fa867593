import { PencilSquare, ServerStack } from "@medusajs/icons"
import { createDataTableColumnHelper, createDataTableFilterHelper, StatusBadge } from "@medusajs/ui"
import { useMemo } from "react"

import type { AdminLoyaltyStore, AdminLoyaltyStoreState } from "../../../types/http/admin"
import { STATE_COLORS, stateOf } from "../../lib/store-state"
import { NOTHING } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"

const column = createDataTableColumnHelper<AdminLoyaltyStore>()
const filter = createDataTableFilterHelper<AdminLoyaltyStore & { state: AdminLoyaltyStoreState }>()

const STATES: readonly AdminLoyaltyStoreState[] = ["on", "off", "not_set_up"]

interface StoreColumnsInput {
  onEdit: (id: string) => void
  onTest: (id: string) => void
}

/** The columns of the list of stores. */
export const useStoreColumns = ({ onEdit, onTest }: StoreColumnsInput) => {
  const t = useMessages()
  return useMemo(
    () => [
      column.select(),
      column.accessor("name", {
        header: t("fields.store"),
        cell: ({ row: { original } }) => <StoreName store={original} />,
        enableSorting: true,
        sortLabel: t("fields.store"),
        sortAscLabel: "A–Z",
        sortDescLabel: "Z–A",
      }),
      column.display({
        id: "state",
        header: t("stores.state"),
        cell: ({ row: { original } }) => <StoreState store={original} />,
      }),
      column.display({
        id: "engine",
        header: t("fields.provider_id"),
        cell: ({ row: { original } }) => <EngineName config={original.config} />,
      }),
      column.display({
        id: "site",
        header: t("fields.site_id"),
        cell: ({ row: { original } }) => original.config?.site_id ?? NOTHING,
      }),
      column.display({
        id: "finalize_on",
        header: t("fields.finalize_on"),
        cell: ({ row: { original } }) => <Policy config={original.config} />,
      }),
      column.action({
        actions: ({ row: { original } }) => [
          {
            label: t(original.config ? "actions.edit" : "actions.setUp"),
            icon: <PencilSquare />,
            onClick: () => onEdit(original.id),
          },
          ...(original.config
            ? [
                {
                  label: t("actions.test"),
                  icon: <ServerStack />,
                  onClick: () => onTest(original.id),
                },
              ]
            : []),
        ],
      }),
    ],
    [t, onEdit, onTest],
  )
}

const StoreName = ({ store }: { store: AdminLoyaltyStore }) => {
  const t = useMessages()
  return <>{store.deleted ? t("stores.deleted", { store: store.name }) : store.name}</>
}

const StoreState = ({ store }: { store: AdminLoyaltyStore }) => {
  const t = useMessages()
  const state = stateOf(store.config, store.health)
  return <StatusBadge color={STATE_COLORS[state]}>{t(`state.${state}`)}</StatusBadge>
}

interface ConfigCellProps {
  config: AdminLoyaltyStore["config"]
}

const EngineName = ({ config }: ConfigCellProps) => {
  const t = useMessages()
  const id = config?.provider_id
  return <>{id ? t(`providers.${id}`, { defaultValue: id }) : NOTHING}</>
}

const Policy = ({ config }: ConfigCellProps) => {
  const t = useMessages()
  return <>{config ? t(`finalize.${config.finalize_on}.label`) : NOTHING}</>
}

/** Whether loyalty is on, off, or was never set up. */
export const useStoreFilters = () => {
  const t = useMessages()
  return useMemo(
    () => [
      filter.accessor("state", {
        type: "multiselect",
        label: t("stores.state"),
        options: STATES.map((value) => ({ value, label: t(`stores.states.${value}`) })),
        searchable: false,
      }),
    ],
    [t],
  )
}

import { createDataTableColumnHelper, createDataTableFilterHelper } from "@medusajs/ui"
import { useMemo } from "react"

import type { AdminLoyaltySession } from "../../../types/http/admin"
import { SESSION_STATUSES } from "../../lib/session-state"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { SessionBadge } from "../status-badges"
import { TwoLines } from "../two-lines"

const column = createDataTableColumnHelper<AdminLoyaltySession>()
const filter = createDataTableFilterHelper<AdminLoyaltySession>()

interface Names {
  storeNameOf: (id: string) => string
  orderNameOf: (id: string) => string
}

/** The columns of the list of sessions. */
export const useSessionColumns = ({ storeNameOf, orderNameOf }: Names) => {
  const t = useMessages()
  const format = useFormat()
  return useMemo(
    () => [
      column.accessor("opened_at", {
        header: t("sessions.openedAt"),
        cell: ({ getValue }) => format.time(getValue()),
        enableSorting: true,
        sortLabel: t("sessions.openedAt"),
        sortAscLabel: t("table.oldest"),
        sortDescLabel: t("table.newest"),
      }),
      column.accessor("member", {
        header: t("sessions.member"),
        cell: ({ getValue }) => (
          <TwoLines
            first={getValue()?.display_name ?? NOTHING}
            second={getValue()?.masked_id ?? NOTHING}
          />
        ),
      }),
      column.accessor("order_id", {
        header: t("sessions.order"),
        cell: ({ getValue }) => {
          const id = getValue()
          return id ? format.name(orderNameOf(id)) : NOTHING
        },
      }),
      column.accessor("status", {
        header: t("sessions.status"),
        cell: ({ getValue }) => <SessionBadge status={getValue()} />,
      }),
      column.accessor("store_id", {
        header: t("fields.store"),
        cell: ({ getValue }) => storeNameOf(getValue()),
      }),
      column.accessor("points", {
        header: t("sessions.points"),
        headerAlign: "right",
        align: "right",
        cell: ({ getValue }) => format.gain(getValue().earn_preview),
      }),
      column.accessor("discount_total", {
        header: t("sessions.discount"),
        align: "right",
        cell: ({ row }) => format.money(row.original.discount_total, row.original.currency_code),
        enableSorting: true,
        sortLabel: t("sessions.discount"),
        sortAscLabel: t("table.lowest"),
        sortDescLabel: t("table.highest"),
      }),
    ],
    [t, format, storeNameOf, orderNameOf],
  )
}

/** By state and by store. */
export const useSessionFilters = (stores: readonly { id: string; name: string }[]) => {
  const t = useMessages()
  return useMemo(
    () => [
      filter.accessor("status", {
        type: "multiselect",
        label: t("sessions.status"),
        options: SESSION_STATUSES.map((value) => ({ value, label: t(`sessionStatus.${value}`) })),
        searchable: false,
      }),
      filter.accessor("store_id", {
        type: "multiselect",
        label: t("fields.store"),
        options: stores.map(({ id, name }) => ({ value: id, label: name })),
      }),
    ],
    [t, stores],
  )
}

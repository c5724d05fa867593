import { ArrowPath, ArrowUpRightOnBox } from "@medusajs/icons"
import { createDataTableColumnHelper, createDataTableFilterHelper } from "@medusajs/ui"
import { useMemo } from "react"
import { Link } from "react-router-dom"

import type { AdminLoyaltyOperation } from "../../../types/http/admin"
import { canReplay } from "../../lib/session-state"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { OperationBadge } from "../status-badges"
import { TwoLines } from "../two-lines"

const column = createDataTableColumnHelper<AdminLoyaltyOperation>()
const filter = createDataTableFilterHelper<AdminLoyaltyOperation>()

const KINDS = ["finalize", "reverse", "cancel", "enrol", "sync"] as const
const STATUSES = ["waiting", "due", "in_flight", "unknown", "done", "dead"] as const

interface OperationColumnsInput {
  storeNameOf: (id: string) => string
  orderNameOf: (id: string) => string
  onReplay: (id: string) => void
  onOpen: (path: string) => void
}

/** The columns of the outbox. */
export const useOperationColumns = (input: OperationColumnsInput) => {
  const { storeNameOf, orderNameOf, onReplay, onOpen } = input
  const t = useMessages()
  const format = useFormat()
  const actions = useActions({ onReplay, onOpen })
  return useMemo(
    () => [
      column.select(),
      column.accessor("created_at", {
        header: t("operations.createdAt"),
        cell: ({ getValue }) => format.time(getValue()),
        enableSorting: true,
        sortLabel: t("operations.createdAt"),
        sortAscLabel: t("table.oldest"),
        sortDescLabel: t("table.newest"),
      }),
      column.accessor("kind", {
        header: t("operations.kind"),
        cell: ({ getValue, row }) => (
          <TwoLines
            first={t(`operationKind.${getValue()}`)}
            second={storeNameOf(row.original.store_id)}
          />
        ),
      }),
      column.accessor("order_id", {
        header: t("sessions.order"),
        cell: ({ getValue }) => <OrderCell id={getValue()} orderNameOf={orderNameOf} />,
      }),
      column.accessor("status", {
        header: t("operations.status"),
        cell: ({ row }) => <OperationBadge operation={row.original} />,
      }),
      column.accessor("attempts", { header: t("operations.attemptsShort"), align: "right" }),
      column.accessor("next_attempt_at", {
        header: t("operations.nextAttempt"),
        cell: ({ getValue }) => format.time(getValue()),
        enableSorting: true,
        sortLabel: t("operations.nextAttempt"),
        sortAscLabel: t("table.oldest"),
        sortDescLabel: t("table.newest"),
      }),
      column.accessor("last_error_code", {
        header: t("operations.lastError"),
        cell: ({ getValue, row }) => (
          <span title={row.original.last_error ?? undefined}>{getValue()}</span>
        ),
      }),
      actions,
    ],
    [t, format, storeNameOf, orderNameOf, actions],
  )
}

/** Made apart from the names, which arrive late: a new column would close a menu that is open. */
const useActions = ({ onReplay, onOpen }: Pick<OperationColumnsInput, "onReplay" | "onOpen">) => {
  const t = useMessages()
  return useMemo(
    () =>
      column.action({
        actions: ({ row: { original } }) => [
          ...(canReplay(original)
            ? [
                {
                  label: t("operations.replay"),
                  icon: <ArrowPath />,
                  onClick: () => onReplay(original.id),
                },
              ]
            : []),
          ...(original.session_id
            ? [
                {
                  label: t("operations.openSession"),
                  icon: <ArrowUpRightOnBox />,
                  onClick: () => onOpen(`/loyalty/sessions/${original.session_id}`),
                },
              ]
            : []),
          ...(original.order_id
            ? [
                {
                  label: t("operations.openOrder"),
                  icon: <ArrowUpRightOnBox />,
                  onClick: () => onOpen(`/orders/${original.order_id}`),
                },
              ]
            : []),
        ],
      }),
    [t, onReplay, onOpen],
  )
}

interface OrderCellProps extends Pick<OperationColumnsInput, "orderNameOf"> {
  id: string | null
}

/** The order by its number, as people call it, with the way to it. */
const OrderCell = ({ id, orderNameOf }: OrderCellProps) =>
  id === null ? (
    NOTHING
  ) : (
    <Link
      to={`/orders/${id}`}
      className="text-ui-fg-interactive hover:text-ui-fg-interactive-hover block max-w-40 truncate"
    >
      {orderNameOf(id)}
    </Link>
  )

/** By state, kind and store. */
export const useOperationFilters = (stores: readonly { id: string; name: string }[]) => {
  const t = useMessages()
  return useMemo(
    () => [
      filter.accessor("status", {
        type: "multiselect",
        label: t("operations.status"),
        options: STATUSES.map((value) => ({ value, label: t(`operationStatus.${value}`) })),
        searchable: false,
      }),
      filter.accessor("kind", {
        type: "multiselect",
        label: t("operations.kind"),
        options: KINDS.map((value) => ({ value, label: t(`operationKind.${value}`) })),
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

import { ArrowUpRightOnBox, CheckCircle } from "@medusajs/icons"
import {
  createDataTableColumnHelper,
  createDataTableFilterHelper,
  StatusBadge,
  Text,
} from "@medusajs/ui"
import { useMemo } from "react"

import type { AdminLoyaltyAdjustment, AdminLoyaltyAdjustmentKind } from "../../../types/http/books"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { TwoLines } from "../two-lines"

const column = createDataTableColumnHelper<AdminLoyaltyAdjustment>()
const filter = createDataTableFilterHelper<AdminLoyaltyAdjustment & { state: string }>()

const STATES = ["open", "settled"] as const
const KINDS: readonly AdminLoyaltyAdjustmentKind[] = [
  "returned_after_finalize",
  "order_canceled_after_finalize",
  "reward_rejected_at_finalize",
  "member_refused_at_finalize",
  "finalize_unknown_at_cancel",
  "discount_above_approval",
  "discount_above_line",
]

interface AdjustmentColumnsInput {
  orderNameOf: (id: string) => string
  actorOf: (id: string) => string
  onSettle: (id: string) => void
  onOpen: (path: string) => void
}

/** The columns of what must be settled by hand. */
export const useAdjustmentColumns = (input: AdjustmentColumnsInput) => {
  const { orderNameOf, actorOf, onSettle, onOpen } = input
  const t = useMessages()
  const format = useFormat()
  const actions = useActions({ onSettle, onOpen })
  return useMemo(
    () => [
      column.accessor("created_at", {
        header: t("adjustments.since"),
        cell: ({ getValue }) => format.time(getValue()),
        enableSorting: true,
        sortLabel: t("adjustments.since"),
        sortAscLabel: t("table.oldest"),
        sortDescLabel: t("table.newest"),
      }),
      column.accessor("kind", {
        header: t("adjustments.what"),
        cell: ({ getValue, row: { original } }) => (
          <TwoLines
            first={t(`adjustment.${getValue()}`, { defaultValue: getValue() })}
            second={[
              original.order_id && orderNameOf(original.order_id),
              original.member?.display_name ?? original.member?.masked_id,
            ]}
          />
        ),
      }),
      column.accessor("points", {
        header: t("sessions.points"),
        align: "right",
        headerAlign: "right",
        cell: ({ getValue }) => (getValue() === 0 ? NOTHING : format.integer(getValue())),
        enableSorting: true,
        sortLabel: t("sessions.points"),
        sortAscLabel: t("table.lowest"),
        sortDescLabel: t("table.highest"),
      }),
      column.accessor("amount", {
        header: t("adjustments.amount"),
        align: "right",
        headerAlign: "right",
        cell: ({ getValue, row }) =>
          getValue() === 0 ? NOTHING : format.money(getValue(), row.original.currency_code),
        enableSorting: true,
        sortLabel: t("adjustments.amount"),
        sortAscLabel: t("table.lowest"),
        sortDescLabel: t("table.highest"),
      }),
      column.accessor("settled_at", {
        header: t("sessions.status"),
        cell: ({ row }) => <StateCell adjustment={row.original} actorOf={actorOf} />,
      }),
      actions,
    ],
    [t, format, orderNameOf, actorOf, actions],
  )
}

/** Made apart from the names, which arrive late: a new column would close a menu that is open. */
const useActions = ({ onSettle, onOpen }: Pick<AdjustmentColumnsInput, "onSettle" | "onOpen">) => {
  const t = useMessages()
  return useMemo(
    () =>
      column.action({
        actions: ({ row: { original } }) => [
          ...(original.settled_at
            ? []
            : [
                {
                  label: t("adjustments.settle"),
                  icon: <CheckCircle />,
                  onClick: () => onSettle(original.id),
                },
              ]),
          {
            label: t("operations.openSession"),
            icon: <ArrowUpRightOnBox />,
            onClick: () => onOpen(`/loyalty/sessions/${original.session_id}`),
          },
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
    [t, onSettle, onOpen],
  )
}

interface StateCellProps {
  adjustment: AdminLoyaltyAdjustment
  actorOf: (id: string) => string
}

/** Open, or settled by whom, when and how. */
const StateCell = ({ adjustment, actorOf }: StateCellProps) => {
  const t = useMessages()
  const format = useFormat()
  const { settled_at, settled_by, settle_reason } = adjustment
  return (
    <div className="flex flex-col items-start gap-y-1 py-1">
      <StatusBadge color={settled_at ? "green" : "orange"} className="shrink-0 whitespace-nowrap">
        {t(`adjustments.state.${settled_at ? "settled" : "open"}`)}
      </StatusBadge>
      {settled_at && (
        <Text size="xsmall" leading="compact" className="text-ui-fg-muted">
          {format.parts([
            format.time(settled_at),
            settled_by && actorOf(settled_by),
            settle_reason,
          ])}
        </Text>
      )}
    </div>
  )
}

/** By state, kind and store. */
export const useAdjustmentFilters = (stores: readonly { id: string; name: string }[]) => {
  const t = useMessages()
  return useMemo(
    () => [
      filter.accessor("state", {
        type: "multiselect",
        label: t("sessions.status"),
        options: STATES.map((value) => ({ value, label: t(`adjustments.state.${value}`) })),
        searchable: false,
      }),
      filter.accessor("kind", {
        type: "multiselect",
        label: t("adjustments.what"),
        options: KINDS.map((value) => ({ value, label: t(`adjustment.${value}`) })),
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

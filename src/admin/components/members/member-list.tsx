import { createDataTableColumnHelper, createDataTableFilterHelper, StatusBadge } from "@medusajs/ui"
import { useMemo } from "react"

import type { AdminLoyaltyMember, AdminLoyaltyMemberState } from "../../../types/http/admin"
import { useLoyaltyMembers } from "../../hooks/api/loyalty-members"
import { erasureOf } from "../../lib/member-state"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { useTableState } from "../../lib/use-table-state"
import { ResourceTable } from "../table/resource-table"
import { TwoLines } from "../two-lines"
import { LookupModal } from "./lookup-modal"
import { ErasureBadge } from "./member-summary"

const column = createDataTableColumnHelper<AdminLoyaltyMember>()
const filter = createDataTableFilterHelper<
  AdminLoyaltyMember & { state: AdminLoyaltyMemberState }
>()

const FILTERS = ["state"] as const
const STATES: readonly AdminLoyaltyMemberState[] = ["linked", "not_linked", "erasing", "erased"]

/** Members that this shop has met. */
export const MemberList = () => {
  const t = useMessages()
  const state = useTableState(FILTERS)
  const { loyalty_members, count, ...result } = useLoyaltyMembers(state.query)
  return (
    <ResourceTable
      title={t("members.title")}
      subtitle={t("members.subtitle")}
      rows={loyalty_members}
      count={count}
      result={result}
      columns={useMemberColumns()}
      filters={useMemberFilters()}
      state={state}
      search={t("members.search")}
      href={({ id }) => `/loyalty/members/${id}`}
      empty={{ title: t("members.empty"), text: t("members.emptyText") }}
      actions={<LookupModal />}
    />
  )
}

const useMemberColumns = () => {
  const t = useMessages()
  const format = useFormat()
  return useMemo(
    () => [
      column.accessor("display_name", {
        header: t("sessions.member"),
        cell: ({ getValue, row }) => (
          <TwoLines
            first={getValue() ?? t("members.unnamed")}
            second={row.original.masked_id ?? NOTHING}
          />
        ),
        enableSorting: true,
        sortLabel: t("sessions.member"),
        sortAscLabel: "A–Z",
        sortDescLabel: "Z–A",
      }),
      column.accessor("tier", {
        header: t("members.tier"),
        cell: ({ getValue }) => getValue() ?? NOTHING,
      }),
      column.accessor("customer_id", {
        header: t("sessions.customer"),
        cell: ({ getValue, row: { original } }) =>
          erasureOf(original) ? (
            <ErasureBadge member={original} />
          ) : (
            <StatusBadge color={getValue() ? "green" : "grey"} className="whitespace-nowrap">
              {t(getValue() ? "members.linked" : "members.notLinked")}
            </StatusBadge>
          ),
      }),
      column.accessor("updated_at", {
        header: t("members.lastSeen"),
        cell: ({ getValue }) => format.time(getValue()),
        enableSorting: true,
        sortLabel: t("members.lastSeen"),
        sortAscLabel: t("table.oldest"),
        sortDescLabel: t("table.newest"),
      }),
      column.accessor("points_balance", {
        header: t("members.balance"),
        align: "right",
        cell: ({ getValue }) => format.integer(getValue()),
        enableSorting: true,
        sortLabel: t("members.balance"),
        sortAscLabel: t("table.lowest"),
        sortDescLabel: t("table.highest"),
      }),
    ],
    [t, format],
  )
}

/** Whose account it is, and where an erasure stands. */
const useMemberFilters = () => {
  const t = useMessages()
  return useMemo(
    () => [
      filter.accessor("state", {
        type: "multiselect",
        label: t("members.state"),
        options: STATES.map((value) => ({ value, label: t(`members.states.${value}`) })),
        searchable: false,
      }),
    ],
    [t],
  )
}

import { Container, Heading, StatusBadge, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"

import type { AdminLoyaltyMember } from "../../../types/http/admin"
import { useCustomerName } from "../../hooks/api/customers"
import { erasureOf, memberNameOf } from "../../lib/member-state"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { Notice } from "../notice"
import { SectionRow } from "../section-row"
import { MemberActions } from "./member-actions"

/** Who the member is, what they have, and whose account it is. */
export const MemberSummary = ({ member }: { member: AdminLoyaltyMember }) => {
  const t = useMessages()
  const format = useFormat()
  const customerName = useCustomerName(member.customer_id)
  return (
    <Container className="divide-y p-0">
      <div className="flex items-center justify-between gap-x-4 px-6 py-4">
        <div>
          <Heading>{format.name(memberNameOf(member, t))}</Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {member.masked_id && format.name(member.masked_id)}
          </Text>
        </div>
        <div className="flex items-center gap-x-4">
          <ErasureBadge member={member} />
          <MemberActions member={member} />
        </div>
      </div>
      {erasureOf(member) === "pending" && (
        <Notice
          variant="warning"
          title={t("members.erasure.pendingTitle")}
          lines={[t("members.erasure.pendingText")]}
        />
      )}
      <SectionRow title={t("members.balance")}>
        {t("members.balanceAsOf", {
          points: format.integer(member.points_balance),
          time: format.time(member.balance_as_of),
        })}
      </SectionRow>
      <SectionRow title={t("members.tier")}>{member.tier ?? NOTHING}</SectionRow>
      <SectionRow title={t("fields.participant_id")}>{member.participant_id}</SectionRow>
      <SectionRow title={t("sessions.customer")}>
        {member.customer_id ? (
          <Link
            to={`/customers/${member.customer_id}`}
            className="txt-compact-small text-ui-fg-interactive hover:text-ui-fg-interactive-hover"
          >
            {customerName ?? t("sessions.openCustomer")}
          </Link>
        ) : (
          t("members.notLinked")
        )}
      </SectionRow>
    </Container>
  )
}

/** Whether the member's erasure is asked for or done, beside the name; nothing for all others. */
export const ErasureBadge = ({ member }: { member: AdminLoyaltyMember }) => {
  const t = useMessages()
  const erasure = erasureOf(member)
  return erasure === null ? null : (
    <StatusBadge
      color={erasure === "erased" ? "grey" : "orange"}
      className="shrink-0 whitespace-nowrap"
    >
      {t(`members.erasure.${erasure}`)}
    </StatusBadge>
  )
}

import { Container, Skeleton, Table, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"

import type { AdminLoyaltyMemberDetail } from "../../../types/http/admin"
import { useLoyaltyMember } from "../../hooks/api/loyalty-members"
import { useOrderNames } from "../../hooks/api/orders"
import { useActors } from "../../hooks/api/users"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { auditWords } from "../../lib/audit-words"
import { because } from "../../lib/because"
import { LoadError } from "../load-error"
import { SessionBadge } from "../status-badges"
import { MemberHistory } from "./member-history"
import { MemberSummary } from "./member-summary"
import { Nothing, SectionTitle } from "./section-title"

interface MemberPart {
  member: AdminLoyaltyMemberDetail
}

/** A member: balance, history, sessions, and what was done by hand. */
export const MemberDetail = ({ id }: { id: string }) => {
  const { loyalty_member, isPending, isError, error, isFetching, refetch } = useLoyaltyMember(id)
  if (isPending) {
    return <Skeleton className="h-64 w-full" aria-busy="true" />
  }
  if (isError || !loyalty_member) {
    return (
      <Container className="p-0">
        <LoadError
          error={error ?? new Error(id)}
          isRetrying={isFetching}
          onRetry={() => void refetch()}
        />
      </Container>
    )
  }
  return (
    <div className="flex flex-col gap-y-3">
      <MemberSummary member={loyalty_member} />
      <MemberSessions member={loyalty_member} />
      <MemberHistory id={loyalty_member.id} />
      <MemberAudit member={loyalty_member} />
    </div>
  )
}

const MemberSessions = ({ member }: MemberPart) => {
  const t = useMessages()
  const format = useFormat()
  const orderNameOf = useOrderNames(member.sessions.map(({ order_id }) => order_id))
  return (
    <Container className="divide-y overflow-hidden p-0">
      <SectionTitle>{t("menu.sessions")}</SectionTitle>
      {member.sessions.length === 0 ? (
        <Nothing>{t("members.noSessions")}</Nothing>
      ) : (
        <Table>
          <Table.Body>
            {member.sessions.map((session) => (
              <Table.Row key={session.id}>
                <Table.Cell>
                  <Link
                    to={`/loyalty/sessions/${session.id}`}
                    className="text-ui-fg-interactive hover:text-ui-fg-interactive-hover"
                  >
                    {format.time(session.opened_at)}
                  </Link>
                </Table.Cell>
                <Table.Cell>
                  {session.order_id ? format.name(orderNameOf(session.order_id)) : NOTHING}
                </Table.Cell>
                <Table.Cell>
                  <SessionBadge status={session.status} />
                </Table.Cell>
                <Table.Cell className="text-end">
                  {format.money(session.discount_total, session.currency_code)}
                </Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      )}
    </Container>
  )
}

const MemberAudit = ({ member }: MemberPart) => {
  const t = useMessages()
  const format = useFormat()
  const actorOf = useActors(member.audit.map(({ actor }) => actor))
  if (member.audit.length === 0) {
    return null
  }
  return (
    <Container className="divide-y p-0">
      <SectionTitle>{t("members.audit")}</SectionTitle>
      {member.audit.map((entry) => (
        <div key={entry.id} className="flex items-start justify-between gap-x-4 px-6 py-3">
          <div>
            <Text size="small" leading="compact" weight="plus">
              {auditWords(entry.action, t)}
            </Text>
            <Text size="small" className="text-ui-fg-subtle">
              {format.parts([actorOf(entry.actor), entry.reason && because(entry.reason, t)])}
            </Text>
          </div>
          <Text size="xsmall" className="text-ui-fg-muted shrink-0">
            {format.exactTime(entry.at)}
          </Text>
        </div>
      ))}
    </Container>
  )
}

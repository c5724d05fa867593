import { Container, Heading, Text } from "@medusajs/ui"

import type { AdminLoyaltySessionDetail } from "../../../types/http/admin"
import { pointsOf } from "../../lib/points"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { SectionRow } from "../section-row"
import { SessionBadge } from "../status-badges"
import { SessionActions } from "./session-actions"
import { SessionNotices } from "./session-notices"

interface SessionPart {
  session: AdminLoyaltySessionDetail
}

/** Who, what it earned, and where it stands. */
export const SessionSummary = ({ session }: SessionPart) => {
  const t = useMessages()
  const format = useFormat()
  const { member, status, failure_reason } = session
  return (
    <Container className="divide-y p-0">
      <div className="flex items-center justify-between gap-x-4 px-6 py-4">
        <div className="min-w-0">
          <Heading>
            {format.name(member?.display_name ?? member?.masked_id ?? t("sessions.one"))}
          </Heading>
          <Text size="small" className="text-ui-fg-subtle">
            {t("sessions.openedOn", { time: format.time(session.opened_at) })}
          </Text>
        </div>
        <div className="flex items-center gap-x-4">
          <SessionBadge status={status} />
          <SessionActions session={session} />
        </div>
      </div>
      <SessionNotices session={session} />
      <SectionRow title={t("sessions.points")}>{pointsOf(session, t, format)}</SectionRow>
      <SectionRow title={t("sessions.discount")}>
        {format.money(session.discount_total, session.currency_code)}
      </SectionRow>
      {failure_reason && (
        <SectionRow title={t("sessions.failedBecause")}>
          {t(`failure.${failure_reason}`, { defaultValue: failure_reason })}
        </SectionRow>
      )}
      <SectionRow title={t("sessions.evaluatedAt")}>{format.time(session.evaluated_at)}</SectionRow>
      {session.finalized_at && (
        <SectionRow title={t("sessions.finalizedAt")}>
          {format.time(session.finalized_at)}
        </SectionRow>
      )}
    </Container>
  )
}

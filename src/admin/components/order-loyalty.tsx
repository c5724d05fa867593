import { Button, Container, Heading, Skeleton, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"

import { useLoyaltySession, useLoyaltySessions } from "../hooks/api/loyalty-sessions"
import { useFormat } from "../lib/use-format"
import { useMessages } from "../lib/use-messages"
import { LoadError } from "./load-error"
import { SectionRow } from "./section-row"
import { SessionNotices } from "./sessions/session-notices"
import { pointsOf } from "../lib/points"
import { SessionActions } from "./sessions/session-actions"
import { SessionBadge } from "./status-badges"

/** Loyalty of one order: who, what it earned, what is open. Nothing for a shop without members. */
export const OrderLoyalty = ({ order_id }: { order_id: string }) => {
  const t = useMessages()
  const { loyalty_sessions, isPending, isError, error, refetch } = useLoyaltySessions({ order_id })
  const session = loyalty_sessions?.[0]
  if (isPending) {
    return null
  }
  return (
    <Container className="divide-y p-0">
      {isError ? (
        <LoadError error={error} onRetry={() => void refetch()} />
      ) : session ? (
        <OrderSession id={session.id} />
      ) : (
        <div className="px-6 py-4">
          <Heading level="h2">{t("orderWidget.title")}</Heading>
          <Text size="small" className="text-ui-fg-subtle mt-1">
            {t("orderWidget.none")}
          </Text>
        </div>
      )}
    </Container>
  )
}

const OrderSession = ({ id }: { id: string }) => {
  const t = useMessages()
  const format = useFormat()
  const { loyalty_session: session, isError, error, refetch } = useLoyaltySession(id)
  if (isError) {
    return <LoadError error={error} onRetry={() => void refetch()} />
  }
  if (!session) {
    return <Skeleton className="m-6 h-24" />
  }
  return (
    <>
      <div className="flex items-center justify-between gap-x-4 px-6 py-4">
        <Heading level="h2">{t("orderWidget.title")}</Heading>
        <div className="flex items-center gap-x-4">
          <SessionBadge status={session.status} />
          <SessionActions session={session} />
        </div>
      </div>
      <SessionNotices session={session} />
      <SectionRow title={t("sessions.member")}>
        {format.parts([session.member?.display_name, session.member?.masked_id])}
      </SectionRow>
      <SectionRow title={t("sessions.points")}>{pointsOf(session, t, format)}</SectionRow>
      <SectionRow title={t("sessions.discount")}>
        {format.money(session.discount_total, session.currency_code)}
      </SectionRow>
      <div className="px-6 py-4">
        <Button size="small" variant="secondary" asChild>
          <Link to={`/loyalty/sessions/${session.id}`}>{t("orderWidget.open")}</Link>
        </Button>
      </div>
    </>
  )
}

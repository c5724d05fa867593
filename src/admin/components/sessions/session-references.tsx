import { Container, Heading, Copy, Text } from "@medusajs/ui"
import { Link } from "react-router-dom"

import type { AdminLoyaltySessionDetail } from "../../../types/http/admin"
import { useCustomerName } from "../../hooks/api/customers"
import { useOrderNames } from "../../hooks/api/orders"
import { NOTHING, useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { SectionRow } from "../section-row"

interface SessionReferencesProps {
  session: AdminLoyaltySessionDetail
  storeName: string
}

const LINK = "txt-compact-small text-ui-fg-interactive hover:text-ui-fg-interactive-hover truncate"

/** Where the session belongs: store, order, member, and the names the engine knows it by. */
export const SessionReferences = ({ session, storeName }: SessionReferencesProps) => {
  const t = useMessages()
  const format = useFormat()
  const { order_id, customer_id, member } = session
  const orderNameOf = useOrderNames([order_id])
  const customerName = useCustomerName(customer_id)
  return (
    <Container className="divide-y p-0">
      <div className="px-6 py-4">
        <Heading level="h2">{t("sessions.belongsTo")}</Heading>
      </div>
      <SectionRow title={t("fields.store")}>{storeName}</SectionRow>
      <SectionRow title={t("sessions.member")}>
        <div className="min-w-0">
          <Text size="small" leading="compact">
            {member ? (
              <Link to={`/loyalty/members/${member.id}`} className={LINK}>
                {member.masked_id ? format.name(member.masked_id) : t("members.open")}
              </Link>
            ) : (
              NOTHING
            )}
          </Text>
          <Text size="xsmall" className="text-ui-fg-muted">
            {format.parts([
              member?.tier,
              member && t("sessions.balance", { points: format.integer(member.points_balance) }),
            ])}
          </Text>
        </div>
      </SectionRow>
      <SectionRow title={t("sessions.order")}>
        {order_id ? (
          <Link to={`/orders/${order_id}`} className={LINK}>
            {format.name(orderNameOf(order_id))}
          </Link>
        ) : (
          t("sessions.noOrder")
        )}
      </SectionRow>
      {customer_id && (
        <SectionRow title={t("sessions.customer")}>
          <Link to={`/customers/${customer_id}`} className={LINK}>
            {customerName ? format.name(customerName) : t("sessions.openCustomer")}
          </Link>
        </SectionRow>
      )}
      <IdRow title={t("sessions.id")} id={session.id} />
      <IdRow title={t("sessions.engineSession")} id={session.provider_session_id} />
      <IdRow title={t("sessions.sequence")} id={session.pos_sequence_id} />
      <IdRow title={t("sessions.receipt")} id={session.provider_transaction_id} />
    </Container>
  )
}

const IdRow = ({ title, id }: { title: string; id: string | null }) => (
  <SectionRow title={title}>
    {id ? (
      <div className="flex min-w-0 items-center gap-x-1">
        <Text size="small" leading="compact" className="truncate" title={id} dir="ltr">
          {id}
        </Text>
        <Copy content={id} className="text-ui-fg-muted shrink-0" />
      </div>
    ) : (
      NOTHING
    )}
  </SectionRow>
)

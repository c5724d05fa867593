import { useNavigate } from "react-router-dom"

import type { AdminLoyaltySessionDetail } from "../../../types/http/admin"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"
import { Notice } from "../notice"

/** What a person should know or settle about a session. */
export const SessionNotices = ({ session }: { session: AdminLoyaltySessionDetail }) => {
  const t = useMessages()
  const format = useFormat()
  const due = session.adjustments.filter(({ settled_at }) => settled_at === null)
  const navigate = useNavigate()
  const isLive = session.status === "active"
  return (
    <>
      {isLive && session.degraded && (
        <Notice
          variant="warning"
          title={t("sessions.degraded")}
          lines={[t("sessions.degradedText", { code: session.last_error_code ?? "" })]}
        />
      )}
      {due.length > 0 && (
        <Notice
          variant="warning"
          title={t("sessions.adjustmentDue")}
          lines={due.map(({ kind, points, amount, currency_code }) =>
            t("sessions.adjustmentLine", {
              kind: t(`adjustment.${kind}`, { defaultValue: kind }),
              points: format.integer(points),
              amount: format.money(amount, currency_code),
            }),
          )}
          action={{
            label: t("adjustments.show"),
            onClick: () =>
              void navigate(`/loyalty/adjustments?q=${session.order_id ?? session.id}`),
          }}
        />
      )}
    </>
  )
}

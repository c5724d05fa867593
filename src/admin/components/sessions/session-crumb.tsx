import { useLoyaltySession } from "../../hooks/api/loyalty-sessions"
import { useFormat } from "../../lib/use-format"
import { useMessages } from "../../lib/use-messages"

/** Whose session it is, at the top of its page; the page itself asks for the same. */
export const SessionCrumb = ({ id }: { id: string }) => {
  const t = useMessages()
  const format = useFormat()
  const { loyalty_session } = useLoyaltySession(id)
  const { display_name, masked_id } = loyalty_session?.member ?? {}
  return <>{loyalty_session ? format.name(display_name ?? masked_id ?? t("sessions.one")) : id}</>
}
